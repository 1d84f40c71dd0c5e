"""A patient's words without what says whose they are: names, numbers, addresses, links, e-mails and dates taken out. Pure.

What the care is about stays: scores ("7/10"), temperatures, hours and days since the session, doses. Where it is not certain
that a word is no name, it is taken for one: a label is worth less than somebody's privacy. It is a sieve all the same, so a
person reads what leaves the clinic.
"""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).parent
#: Where the product's own words stand: what is among them is no name.
ORDINARY = ("safety/tables/*.txt", "protocols/default/*.yml", "nlu/lexicon/*.yml", "nlu/vocabulary/guarded.yml")
#: A shorter word ("Jo", "An") is a name only where it is written like one.
SHORTEST_NAME = 3

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|"
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
_ENDINGS = "com|org|net|co|uk|io|me|info|ly|gl|app|ie|eu|es|de|fr|ae|sa"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?:19|20)\d\d)"
#: In order: each rule sees what the ones before it have left.
RULES = tuple(
    (re.compile(pattern, re.IGNORECASE), put)
    for pattern, put in (
        (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "[email]"),
        (r"[\w.+-]+\s+(?:at|\(at\)|\[at\])\s+[\w-]+\s+(?:dot|\(dot\)|\[dot\])\s+[a-z]{2,}", "[email]"),
        (r"\b(?:https?://|www\.)\S+", "[link]"),
        (rf"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:{_ENDINGS})(?:/\S*)?(?![\w.])", "[link]"),
        (r"(?<!\w)@\w{2,}", "[name]"),
        (r"\b\d{4}-\d{1,2}-\d{1,2}\b", "[date]"),
        (r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b", "[date]"),
        (rf"\b(?:the\s+)?{_DAY}\s+(?:(?:of|de)\s+)?(?:{_MONTHS})\b\.?{_YEAR}?", "[date]"),
        (rf"\b(?:{_MONTHS})\.?\s+(?:the\s+)?{_DAY}\b{_YEAR}?(?!\s*(?:h|hours?|days?|weeks?|/)\b)", "[date]"),
        (rf"\b(?:{_MONTHS})\s+(?:19|20)\d\d\b", "[date]"),
        (r"(?<![\w.-])(?:19|20)\d\d\b(?!\s*(?:mg|ml|iu|mcg|steps|kcal)\b)(?![\d-])", "[date]"),
        (r"(?<=\bon )\d{1,2}/\d{1,2}\b", "[date]"),
        (r"\b(?!24/7\b)(?:[12]?\d|3[01])/(?!5\b|10\b|[1-4]\b)(?:0?[1-9]|1[0-2])\b", "[date]"),
        (r"\b(?<=on )the \d{1,2}(?:st|nd|rd|th)\b(?!\s+(?:day|night|time|week|session|dose|morning|one))", "[date]"),
        (r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b", "[place]"),
        (
            r"\b\d+[a-z]?\s+(?:[a-z'-]+\s+){1,3}(?:street|road|avenue|lane|close|drive|court|gardens|terrace|square|crescent)\b",
            "[place]",
        ),
        (r"(?<![\w.])\+?\(?\d(?:[\s().+-]*\d){6,}(?!\w)", "[number]"),
        (r"\b(?=\w*[a-z])\w*\d{4,}\w*\b(?<!mg)(?<!ml)(?<!iu)(?<!mcg)", "[number]"),
        (r"(?<![\w.])\d{4,}(?![\w.]*\d)(?!\s*(?:mg|ml|iu|mcg|steps|kcal)\b)", "[number]"),
    )
)

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PEOPLE = (
    "dr|doctor|nurse|mr|mrs|ms|miss|mister|sister|brother|daughter|son|husband|wife|partner|boyfriend|girlfriend|friend|mate|cousin|"
    "aunt|auntie|uncle|mum|mom|dad|named|called"
)
_TITLE = re.compile(rf"\b(?:{_PEOPLE})\.?,?\s+([^\W\d_]+(?:['’-][^\W\d_]+)*)", re.IGNORECASE)
_INTRODUCED = re.compile(r"\b(?:my name(?:'s| is)|name's|me llamo)\s+([^\W\d_]+(?:\s+[^\W\d_]+)?)", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"[.!?\n:;)\"]\s*$|^\s*$")
_PUT = re.compile(r"\[(?:email|link|name|date|place|number)\]")


def anonymous(text: str, names: Iterable[str] = (), others: Collection[str] = frozenset()) -> str:
    """Return the text with a word in brackets where something was taken out.

    `names` are the patient's own, taken out however they are written; `others` are lower-case words of names that the clinic
    knows, taken out unless they are ordinary words too.
    """
    for pattern, put in RULES:
        text = pattern.sub(put, text)
    parts = [part for name in names for part in _WORD.findall(name)]
    own = {part.lower() if len(part) >= SHORTEST_NAME else part for part in parts}
    return _without_names(text, own, others)


@lru_cache(maxsize=1)
def ordinary_words() -> frozenset[str]:
    """Return the words that the product itself knows, in lower case."""
    texts = (path.read_text("utf-8").lower().replace("_", " ") for wild in ORDINARY for path in sorted(HERE.glob(wild)))
    return frozenset(word for text in texts for word in re.findall(r"[^\W\d_]+", text))


def _without_names(text: str, own: Collection[str], others: Collection[str]) -> str:
    introduced = {word.lower() for found in _INTRODUCED.findall(text) for word in found.split()} - ordinary_words()
    called = {found.lower() for found in _TITLE.findall(text) if len(found) >= SHORTEST_NAME and not is_ordinary(found)}
    known = {*own, *introduced, *called}
    kept_apart = [match.span() for match in _PUT.finditer(text)]

    def put(match: re.Match[str]) -> str:
        inside = any(start <= match.start() < end for start, end in kept_apart)
        return match[0] if inside or not _is_name(match, text, known, others) else f"[name]{_possessive(match[0])}"

    return _joined(_WORD.sub(put, text))


def _is_name(match: re.Match[str], text: str, known: set[str], others: Collection[str]) -> bool:
    word = _bare(match[0])
    if known & {word, *word.lower().split("-")}:
        return True
    if word.lower() in others and (not is_ordinary(word) or word[0].isupper()):
        return True
    return _is_written_like_a_name(word) and not is_ordinary(word) and not _SENTENCE_ENDS.search(text[: match.start()])


def _is_written_like_a_name(word: str) -> bool:
    """One capital and then small letters; whoever shouts writes everything so."""
    return len(word) >= SHORTEST_NAME and word[0].isupper() and not word.isupper()


def is_ordinary(word: str) -> bool:
    """Return whether a word is one that the product knows, in this form or without its ending."""
    small = word.lower()
    head = re.split("['’]", small)[0]  # I'm, don't, who's
    if head != small and (head == "i" or head in ordinary_words()):
        return True
    endings = ("", "s", "es", "ed", "d", "ing", "ly", "er", "y")
    return any(small.removesuffix(ending) in ordinary_words() for ending in endings if len(small) > len(ending) + 1)


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word)


def _possessive(word: str) -> str:
    return word[len(_bare(word)) :]


def _joined(text: str) -> str:
    """First and last name are one."""
    return re.sub(r"\[name\](?:[ -]\[name\])+", "[name]", text)
