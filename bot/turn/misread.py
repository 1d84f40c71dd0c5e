"""Subjects that were found in a text and are not meant, since it goes on about what was before."""

import re

from bot.protocols.vocabulary import SYMPTOMS
from bot.turn.manner import asks_for_a_remedy, corrects_the_place
from bot.turn.shapes import asks_back
from bot.turn.understood import topic_of

#: What a text must say for "again", "another" and "how often" to be about the next session.
_SESSION = re.compile(
    r"\b(?:sessions?|treatments?|tx|needl\w+|appointments?|appts?|book\w*|courses?|next (?:one|time|visit|round)|due|"
    r"see (?:you|u|me)|"
    r"come (?:back|in)|top ?ups?|visits?|maintenance|rounds?|how many (?:of|do|will|would|more|does|sessions?|people|"
    r"until|before))\b",
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


def is_misread(text: str, named: list[str], recent: list[str]) -> bool:
    """Return whether the only subject found is none: "again" is no next session, "a faint blush" after redness no makeup,
    "anything i can use" after it no cleanser."""
    if not recent:
        return False
    if corrects_the_place(text):
        return True  # "brows, sorry" after hair dye is no makeup
    if set(named) == {"next_session"}:
        return not _SESSION.search(text) and set(recent) != {"next_session"}
    if set(named) == {"distress"} and asks_back(text):
        return set(recent) != {"distress"}  # "seriously? why so long"
    signs_before = all(topic_of(subject) in SYMPTOMS for subject in recent)
    if any(topic_of(one) in SYMPTOMS for one in named):
        return False
    return signs_before and (bool(_ONLY_THIS_MUCH.search(text)) or asks_for_a_remedy(text))
