"""When a session may have been."""

from datetime import datetime, timedelta

from bot.errors import InputError

#: A session further away than this, either way, is a slip of the pen.
FURTHEST = timedelta(days=366)


def check_moment(performed_at: datetime, now: datetime) -> None:
    """InputError unless `performed_at` has a zone and lies within a year of `now`."""
    if performed_at.tzinfo is None:
        raise InputError("the session's time has no zone: give the zone, such as 2024-05-01T14:00+01:00")
    if abs(performed_at - now) > FURTHEST:
        raise InputError(f"a session on {performed_at:%d %B %Y} is more than a year away from today; check the date")
