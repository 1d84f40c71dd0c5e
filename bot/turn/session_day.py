"""A patient who says that the session was on another day than the record has: every answer hangs on that, so people look."""

import re

from bot.checkins.replies.atoms import value_of
from bot.checkins.replies.words import N
from bot.local_time import WEEKDAYS
from bot.turn.answering import acknowledged
from bot.turn.care import KnownSession
from bot.turn.later import recent_subjects
from bot.turn.outcome import Outcome
from bot.turn.turn import Turn

#: A weekday, known by its first letters.
_DAY = r"(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|r|rs|rsday|urday)?"
_HAD = r"(?:had|have|got|did|was|done|treated|session|appointment|appt|treatment|came|needl\w+)"
_IT = r"(?: it| mine| (?:my|the) (?:session|treatment|needling|micro-?needling|face|appointment|appt|tx))?"
#: Says by itself that it is of the session; "had it yesterday" after wine was talked of is of the wine.
_OF_THE_SESSION = re.compile(r"\b(?:done|session|treat\w+|needl\w+|micro\w+|appointment|appt|tx|mine)\b", re.IGNORECASE)
_WORDS = {"today": 0, "this morning": 0, "yesterday": 1, "last night": 1}
#: "I had it done thursday not wednesday".
_DISPUTED = re.compile(rf"\b{_HAD}\b[^.?!]{{0,40}}?\b(?:on )?{_DAY}[ ,]+(?:and )?not (?:on |the )?{_DAY}\b", re.IGNORECASE)
#: The same told by itself: "had it done on sunday".
_STATED = re.compile(
    rf"(?:(?:no|actually|sorry|oh|but)[ ,]+)*(?:i |we )?{_HAD}{_IT}(?: done)? (?:on |last )?{_DAY}"
    r"(?: sorry)?\W*",
    re.IGNORECASE,
)
#: And by how long ago it was.
_AGO = re.compile(
    rf"(?:(?:no|actually|sorry|oh|but)[ ,]+)*(?:i |we )?{_HAD}{_IT}(?: done)? (?:(?P<days>{N}) "
    rf"days? ago|(?P<word>{'|'.join(_WORDS)}))(?: sorry)?\W*",
    re.IGNORECASE,
)


def disputed(turn: Turn) -> Outcome | None:
    """Return the case for a session that the patient says was on another day, None where the text says no such thing."""
    if turn.session is None or not _is_another_day(turn, turn.session, turn.understood.text.strip()):
        return None
    reason = "The patient says that the session was on another day than the record has: please check the date"
    return acknowledged(turn).raised("review", "session_day", reason)


def _is_another_day(turn: Turn, session: KnownSession, text: str) -> bool:
    if recent_subjects(turn) and not _OF_THE_SESSION.search(text):
        return False
    ended = session.performed_at.astimezone(turn.care.place).date()
    if ago := _AGO.fullmatch(text):
        return (turn.care.now.astimezone(turn.care.place).date() - ended).days != _days(ago)
    found = _DISPUTED.search(text) or _STATED.fullmatch(text)
    return found is not None and not WEEKDAYS[ended.weekday()].lower().startswith(found[1].lower())


def _days(ago: re.Match[str]) -> int:
    return _WORDS[ago["word"].lower()] if ago["word"] else value_of(ago["days"].lower())
