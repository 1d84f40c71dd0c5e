"""A patient who says that the session was on another day than the record has: every answer hangs on that, so people look."""

import re

from bot.local_time import WEEKDAYS
from bot.turn.answering import acknowledged
from bot.turn.care import KnownSession
from bot.turn.outcome import Outcome
from bot.turn.turn import Turn

#: A weekday, known by its first letters.
_DAY = r"(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|r|rs|rsday|urday)?"
_HAD = r"(?:had|have|got|did|was|done|treated|session|appointment|appt|treatment|came|needl\w+)"
#: "I had it done thursday not wednesday".
_DISPUTED = re.compile(rf"\b{_HAD}\b[^.?!]{{0,40}}?\b(?:on )?{_DAY}[ ,]+(?:and )?not (?:on |the )?{_DAY}\b", re.IGNORECASE)
#: The same told by itself: "had it done on sunday".
_STATED = re.compile(
    rf"(?:(?:no|actually|sorry|oh|but)[ ,]+)*(?:i |we )?{_HAD}(?: it| mine| my \w+| the \w+)?(?: done)? (?:on |last )?{_DAY}"
    r"(?: sorry)?\W*",
    re.IGNORECASE,
)


def disputed(turn: Turn) -> Outcome | None:
    """Return the case for a session that the patient says was on another day, None where the text says no such thing."""
    text = turn.understood.text
    found = _DISPUTED.search(text) or _STATED.fullmatch(text.strip())
    if found is None or turn.session is None or _is_day(turn, turn.session, found[1]):
        return None
    reason = "The patient says that the session was on another day than the record has: please check the date"
    return acknowledged(turn).raised("review", "session_day", reason)


def _is_day(turn: Turn, session: KnownSession, said: str) -> bool:
    day = WEEKDAYS[session.performed_at.astimezone(turn.care.place).weekday()]
    return day.lower().startswith(said.lower())
