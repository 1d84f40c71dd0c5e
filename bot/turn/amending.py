"""Texts that only put right or add to a danger that people have already: "eyebrow sorry", "yes thats it".

Nothing is answered from them: what they take back is for people to believe. A question of the patient's own is answered, and a
score or a trend is judged.
"""

import re

from bot.turn.later import recent_subjects
from bot.turn.more_of_a_case import TELLS_MORE, tells_more_of_a_case
from bot.turn.outcome import Outcome
from bot.turn.people import waiting
from bot.turn.talk import after_emergency
from bot.turn.turn import Turn
from bot.turn.understood import all_signs

#: Words of a text that only amends; of one that is no more than a fragment.
SHORT, FRAGMENT = 12, 2
_AMENDS = re.compile(
    r"^\W*(?:\*|and |also |plus |(?:ignore|scrap|forget) (?:that|me|it)|never ?mind|nvm|false alarm|sorry|oops|typo|"
    r"auto ?correct\w*|correction|no wait|i mean|i meant|meant)|(?:\b(?:sorry|i mean|i meant|typo|meant to say)|\*)\W*$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\?|\b(?:can|could|may|should|shall|will|when|how|what|which|where|why|do i|does|is it|ok to|allowed|safe|nurse|"
    r"person|human|call me|ring me)\b",
    re.IGNORECASE,
)
_BARE = ("affirm", "deny", "nlu_fallback", "out_of_scope")


def amended(turn: Turn) -> Outcome | None:
    """Return what is told to a text that only amends what people have already, None where it does more."""
    in_emergency = turn.care.memory.in_emergency(turn.care.now)
    if turn.care.gate_level != "none" or not (in_emergency or turn.care.case_by) or not only_amends(turn):
        return None
    return after_emergency(turn) if in_emergency else waiting(turn)


def takes_back(text: str) -> bool:
    """Return whether a text has the words of a correction: "oops meant no"."""
    return bool(_AMENDS.search(text))


def only_amends(turn: Turn) -> bool:
    """Return whether a text asks nothing, and has the shape of a correction, a fragment, or a yes or no beside a sign."""
    text, named = turn.understood.text, turn.understood.clinical()
    words = len(text.split())
    if words > SHORT or _ASKS.search(text) or not all_signs(recent_subjects(turn)):
        return False
    if turn.understood.intent in TELLS_MORE and named:
        return False
    if tells_more_of_a_case(turn, named) and named and not _AMENDS.search(text):
        return False  # "aye its roasting to touch"
    if words <= FRAGMENT:
        return bool(_AMENDS.search(text)) or (turn.understood.intent in _BARE and not named)
    says_yes_or_no = turn.understood.intent in ("affirm", "deny") and all_signs(named)
    return says_yes_or_no or bool(_AMENDS.search(text))
