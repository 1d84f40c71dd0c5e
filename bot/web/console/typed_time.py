"""A day and time as a field of a form holds it, read by the clock of a place."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from bot.errors import InputError


def moment(text: str, zone: ZoneInfo) -> datetime:
    """Return the moment (aware UTC) that "2026-03-05T14:05" means in `zone`.

    Where the clocks go back and a time comes twice, the first is meant. InputError for no time, and for one that is left out.
    """
    try:
        wall = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InputError("Choose a day and a time.") from None
    if wall.tzinfo is not None:
        raise InputError("Choose a day and a time without a zone: the clinic's is meant.")
    try:
        found = wall.replace(tzinfo=zone).astimezone(timezone.utc)
        is_there = found.astimezone(zone).replace(tzinfo=None) == wall
    except OverflowError:
        raise InputError("Choose a day within a year from today.") from None
    if not is_there:
        raise InputError(f"There is no {wall:%H:%M} on that day: the clocks go forward then. Choose another time.")
    return found
