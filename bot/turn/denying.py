"""Texts that only say which signs there are not: "i dont have a fever", "no pus, nothing hot"."""

import re

from bot.turn.outcome import Outcome
from bot.turn.people import waiting
from bot.turn.turn import Turn
from bot.turn.understood import Understood, all_signs, topic_of

#: Acts that tell how it is, or that nothing else was found in.
TELLS = ("report_symptom", "report_fine", "compare_better", "affirm", "deny", "nlu_fallback")
#: Words of a text that says no more than that.
SHORT = 12
#: Words of a sign that are no subject by themselves, denied and nothing else.
_DENIES = re.compile(
    r"(?:no |nope |nah )?(?:it'?s|it is|its|it|they'?re|theyre|im|i'?m|i am|theres|there is|i have|ive got)? ?"
    r"(?:not|isn'?t|dont have|don'?t have|no longer|no|not at all) (?:really |even |any |very |too |that )?"
    r"(?:hot|warm|throbbing|spreading|weeping|oozing|blisters?|tight)(?: anymore| any more| now| at all| today| either)*\W*",
    re.IGNORECASE,
)

#: "Couple more now. dont hurt": something came.
_MORE = re.compile(r"\b(?:more|another|new|extra)\b(?! (?:than|or less|like it|so)\b)", re.IGNORECASE)

#: Words of a text that takes an emergency back; signs that healing has.
WELL, HEALING = 20, {"redness", "peeling", "dryness", "warmth"}
_BREATHES = re.compile(r"\bbreath\w* (?:is |are |its |feels )?(?:fine|ok|okay|normal|normally|easy|alright)\b", re.IGNORECASE)
#: Whatever is said so is not all well, or not for sure.
_NOT_WELL = re.compile(
    r"\?|\b(?:but|not|\w+n'?t|no|if|when|until|til|yet|back|again|still|apart|except|rest|otherwise|though|tho|feel\w*|weird|started)\b",
    re.IGNORECASE,
)


def all_well(turn: Turn) -> Outcome | None:
    """Return the answer to a text that only denies signs, None where it says more. A case of people's stays theirs."""
    understood, care = turn.understood, turn.care
    if care.memory.in_emergency(care.now) and care.gate_level == "none" and takes_back(understood):
        return turn.outcome(turn.say("emergency_retracted")).copy(update={"topics": ["fine"]})
    if not only_denies(understood) or care.gate_level != "none" or understood.intent not in TELLS:
        return None
    if len(understood.text.split()) > SHORT:
        return None
    if care.memory.in_emergency(care.now):
        return turn.outcome(turn.say("emergency_retracted"))
    told = waiting(turn) if care.case_by else turn.outcome(turn.say("fine"))
    return told.copy(update={"topics": ["fine"]})


def takes_back(understood: Understood) -> bool:
    """Return whether a text says that all is well, with what heals at most: "breathing is fine, just red as a beetroot"."""
    if understood.intent not in (*TELLS, "thanks") or "fine" not in understood.subjects or _NOT_WELL.search(understood.text):
        return False
    signs = {topic_of(subject) for subject in understood.clinical()} - HEALING
    breathes = signs == {"allergy_sign"} and bool(_BREATHES.search(understood.text))
    return len(understood.text.split()) <= WELL and (not signs or breathes)


def only_denies(understood: Understood) -> bool:
    """Return whether all that is named of the body is named as absent, and nothing else is asked about."""
    if understood.clinical() or "?" in understood.text or _MORE.search(understood.text):
        return False
    if _DENIES.fullmatch(understood.text.strip()):
        return True
    return bool(understood.denied) and all_signs(understood.denied)
