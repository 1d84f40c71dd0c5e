"""Clues to the act of a message: what kinds of topics it has, how it opens, how long it is.

N-grams learn that "can i swim" asks; clues let the classifier see that "can i <anything one does>" asks and "used my
<product> last night" is a slip, for words it has never met.
"""

from bot.nlu import topics
from bot.nlu.negation import is_question
from bot.nlu.subjects import CARE, DESK, SMALL_TALK, is_sign, public

OPENINGS = {
    "may": {
        "can",
        "could",
        "may",
        "am",
        "is",
        "are",
        "should",
        "would",
        "will",
        "do",
        "does",
        "ok",
        "okay",
        "cannot",
        "any",
    },
    "when": {"when", "whens", "until", "earliest"},
    "how": {"how", "hows", "which", "tips"},
    "what": {"what", "whats", "at"},
    "why": {"why", "y", "explain"},
    "who": {"who", "whos", "whose"},
    "tell": {"i", "my", "the", "its", "it", "there", "theres", "got", "have"},
    "yes": {"yes", "yeah", "y", "sure", "correct", "right", "aye"},
    "no": {"no", "none", "neither", "never", "not"},
    "and": {"and", "but", "also", "or"},
}
WORDS = {
    "did": {
        "did", "went", "had", "used", "put", "took", "wore", "slept", "ate", "drank", "washed", "forgot", "ran", "swam",
        "shaved", "waxed", "picked", "squeezed", "popped", "got", "sat", "smoked", "vaped", "fell", "dyed", "missed",
        "already",
    },
    "slip": {
        "oops", "accidentally", "mistake", "forgot", "accident", "thinking", "remembered", "idiot", "silly", "already",
        "habit", "realised", "woops",
    },
    "normal": {
        "normal", "expected", "usual", "typical", "ok", "worry", "worried", "supposed", "meant", "right", "standard",
        "average", "alright",
    },
    "trend_better": {"better", "less", "improving", "improved", "fading", "calmer", "down", "easing", "settling"},
    "trend_worse": {"worse", "more", "redder", "sorer", "worsening", "deteriorating"},
    "trend_same": {"same", "change", "changed", "different", "similar", "unchanged"},
    "day": {
        "today", "tonight", "tomorrow", "weekend", "saturday", "sunday", "monday", "friday", "week", "later", "now",
        "yet", "again",
    },
    "past_day": {"yesterday", "last", "earlier", "ago", "morning", "since"},
    "not": {"not", "no", "without", "never"},
    "somebody": {
        "nurse", "person", "someone", "somebody", "human", "doctor", "manager", "staff", "call", "ring", "phone",
        "speak", "talk",
    },
}  # fmt: skip
LENGTHS = (1, 2, 3, 5, 8, 12, 20)
KINDS = ("sign", "care", "none", *DESK, *SMALL_TALK, "several")
NAMES = (
    *(f"opens:{name}" for name in OPENINGS),
    *(f"has:{name}" for name in WORDS),
    *(f"topic:{kind}" for kind in KINDS),
    *(f"words<={length}" for length in LENGTHS),
    "asks",
    "question mark",
    "number",
    "only numbers",
)


def clues(text: str) -> list[float]:
    """One 0.0 or 1.0 per name in `NAMES`."""
    norms = [word.norm for word in topics.default().words(text)]
    plain = [norm for norm in norms if norm.isalnum()]
    first = plain[0] if plain else ""
    kinds = _kinds(text)
    found = [first in words for words in OPENINGS.values()]
    found += [not words.isdisjoint(norms) for words in WORDS.values()]
    found += [kind in kinds for kind in KINDS]
    found += [len(plain) <= length for length in LENGTHS]
    numbers = [norm for norm in plain if norm.isdigit()]
    found += [is_question(norms), "?" in text, bool(numbers), bool(plain) and len(numbers) == len(plain)]
    return [float(value) for value in found]


def _kinds(text: str) -> set[str]:
    subjects = [mention.subject for mention in topics.find(text)]
    kinds = {"sign" if is_sign(subject) else "care" if public(subject) in CARE else public(subject) for subject in subjects}
    if not subjects:
        kinds.add("none")
    if len(subjects) > 1:
        kinds.add("several")
    return kinds
