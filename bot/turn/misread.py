"""Subjects that were found in a text and are not meant, since it goes on about what was before."""

import re

from bot.asked_time.words import NUMBER, PART, TOMORROW, TONIGHT, UNIT, WEEKDAY
from bot.checkins import asks
from bot.protocols.vocabulary import SYMPTOMS
from bot.turn.manner import asks_for_a_remedy, corrects_the_place
from bot.turn.shapes import asks_back, asks_on, recalls
from bot.turn.understood import Understood, is_sign, topic_of

#: What a text must say for "again", "another" and "how often" to be about the next session.
_SESSION = re.compile(
    r"\b(?:sessions?|treatments?|tx|needl\w+|appointments?|appts?|book\w*|courses?|"
    r"next (?:one|time(?! i (?:can|may|could)\b)|visit|round)|due|"
    r"see (?:you|u|me)|"
    r"come (?:back|in)|top ?ups?|visits?|maintenance|rounds?|how many (?:of|do|will|would|more|does|sessions?|people|"
    r"until|before))\b",
    re.IGNORECASE,
)
_THEM = re.compile(
    r"\b(?:it|em|them|both|either of|those|these two|the two|(?:that|this|the first|the second|the last|the other) one)\b|'em\b",
    re.IGNORECASE,
)
#: "Tmrw nite??", "what abt today", "and now its been a week": nothing but a time.
_ONLY_WHEN = re.compile(
    rf"(?:(?:what|wot|how|about|abt|bout|and|n|so|ok|but|then|or|if|its|it'?s|it|is|been|be|by|for|on|at|in|after|from|till|til|"
    rf"until|now|yet|the|this|next|only|just|later|today|2day|day|{TOMORROW}|{TONIGHT}|{WEEKDAY}|{PART}|{NUMBER} ?{UNIT}|"
    rf"weekend|wkend|please|pls|lol|haha|maybe|say|early|late)\b\W*)+",
    re.IGNORECASE,
)
_A_TIME = re.compile(
    rf"\b(?:now|yet|later|today|2day|weekend|wkend|{TOMORROW}|{TONIGHT}|{WEEKDAY}|{NUMBER} ?{UNIT}|{PART})\b", re.IGNORECASE
)
#: Words of a text that points back to what was before; signs that are never taken for a mere guess.
SHORT, _GRAVE = 12, {"infection_sign", "allergy_sign", "eye", "cold_sore", "swelling", "bleeding", "pain"}
_ENDS = re.compile(r"\s*[.?!,]+\s+|\s+(?:lol|haha)[.,!]*\s+")
#: "Why not?? they're hanging off": the rest is a reason.
_WHY_FIRST = re.compile(
    r"^\W*(?:(?:but|and|so|ok|huh|oh|eh)[ ,.!]+)*(?:why(?: not)?|y(?: not)?|how come|says who|are you sure|u sure|really)\s*"
    r"[?!.]+",
    re.IGNORECASE,
)
_ONLY_THIS_MUCH = re.compile(
    r"\b(?:down to|faded to|gone to|just|only|now|left with|bit of|more of|hint of|touch of|trace of) (?:just |"
    r"only )?(?:a |an |the |some )?"
    r"(?:\w+ )?(?:blush|flush|glow|tinge|hint|touch|shadow|rosy|rose|trace|shade|tint|dusting)\b",
    re.IGNORECASE,
)


def asked_back(text: str, named: list[str], recent: list[str]) -> list[str]:
    """Return which of the subjects named are meant: a "why mineral?" after sunscreen is of sunscreen alone."""
    last = {topic_of(subject) for subject in recent}
    before = [subject for subject in named if topic_of(subject) in last]
    return before if before and asks_back(text) else named


def points_back(understood: Understood, named: list[str]) -> bool:
    """Return whether a short text asks on, or about "it" or "them", and names nothing in words that the lexicon has."""
    text = understood.text
    if len(text.split()) > SHORT or not set(named) <= set(understood.guessed):
        return False
    if _ONLY_WHEN.fullmatch(text) and _A_TIME.search(text) and "distress" not in named:
        return True
    asks = understood.intent.startswith("ask_") and bool(_THEM.search(text) or asks_on(text))
    return not set(named) & _GRAVE and (asks_back(text) or asks)


def only_gives_reasons(text: str) -> bool:
    """Return whether a text asks on, and then only says why: "how long do i leave it, cant be off all week"."""
    first, *rest = _ENDS.split(text.strip(), maxsplit=1)
    return bool(rest) and len(first.split()) > 2 and asks_on(first) and not asks(rest[0])


def is_misread(understood: Understood, named: list[str], recent: list[str]) -> bool:
    """Return whether the only subject found is none: "again" is no next session, "a faint blush" after redness no makeup,
    "anything i can use" after it no cleanser, and what the reader guesses of "can I layer them both" is none at all."""
    text = understood.text
    if not recent:
        return False
    if points_back(understood, named):
        return True
    if _WHY_FIRST.search(text) or only_gives_reasons(text):
        guesses = set(named) <= set(understood.guessed) and not set(named) & _GRAVE
        return guesses or not any(is_sign(subject) for subject in named)
    if corrects_the_place(text) or recalls(text):
        return True  # "brows, sorry" after hair dye is no makeup
    if set(named) == {"next_session"}:
        return not _SESSION.search(text) and set(recent) != {"next_session"}
    if set(named) == {"distress"} and asks_back(text):
        return set(recent) != {"distress"}  # "seriously? why so long"
    signs_before = all(topic_of(subject) in SYMPTOMS for subject in recent)
    if any(topic_of(one) in SYMPTOMS for one in named):
        return False
    return signs_before and (bool(_ONLY_THIS_MUCH.search(text)) or asks_for_a_remedy(text))
