"""When an answer goes out: now, this evening, tomorrow morning or at a time of one's own, in the clinic's zone."""

from datetime import date, datetime, time, timedelta, timezone

from bot.errors import InputError
from bot.web.console.visit import Visit

EVENING, MORNING = time(18), time(9)
LATER = (("evening", "This evening, 18:00"), ("tomorrow", "Tomorrow, 09:00"), ("time", "At the time below"))


def offered(visit: Visit) -> list[tuple[str, str]]:
    """Return what may be chosen besides now: no evening that is past."""
    local = visit.now.astimezone(visit.moments.zone)
    return [(name, words) for name, words in LATER if name != "evening" or local.time() < EVENING]


def chosen(visit: Visit) -> datetime | None:
    """Return the moment (aware UTC) that a form chose, None for now. InputError for a time that is none."""
    zone, wanted = visit.moments.zone, visit.form.get("when", "")
    today: date = visit.now.astimezone(zone).date()
    if not wanted:
        return None
    if wanted == "evening":
        return datetime.combine(today, EVENING, zone).astimezone(timezone.utc)
    if wanted == "tomorrow":
        return datetime.combine(today + timedelta(days=1), MORNING, zone).astimezone(timezone.utc)
    try:
        return datetime.fromisoformat(visit.form.get("send_at", "")).replace(tzinfo=zone).astimezone(timezone.utc)
    except (ValueError, OverflowError):
        raise InputError("Choose a day and a time to send it at first. Your words are kept below.") from None
