"""By when a person will have answered: the promise that goes with a case. Pure.

Source: clinical reference, section 3: urgent within the hour in office hours, else the same day; review by the next business day.
"""

from collections.abc import Container, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: A clinic's opening by ISO weekday, {"1": ["09:00", "18:00"]}; a missing day is closed.
Hours = Mapping[str, Sequence[str]]
#: The ISO dates on which it is closed though the week says open, {"2026-12-25"}.
Holidays = Container[str]
#: Out of hours the on-call person is paged; in the night the promise is the coming day instead.
MORNING_BEGINS, NOON, EVENING_ENDS = time(7), time(12), time(22)
ON_CALL_ANSWERS_WITHIN = timedelta(hours=2)
#: Further ahead nobody looks for an opening: a clinic that is closed longer has other staff answer, or none.
LONGEST_CLOSURE_DAYS = 60
#: Beyond this many days a weekday alone could mean two dates.
WEEKDAY_REACH = 6


def promised_by(level: str, now: datetime, zone: ZoneInfo, hours: Hours, holidays: Holidays = ()) -> datetime:
    """Return the moment by which staff answer a case of `level` opened `now`, for a clinic with these hours in this zone."""
    local = now.astimezone(zone)
    if level == "emergency":
        return now
    if level == "urgent":
        return _urgent(local, zone, hours, holidays).astimezone(now.tzinfo)
    return _end_of_next_business_day(local, zone, hours, holidays).astimezone(now.tzinfo)


def is_open(local: datetime, hours: Hours, holidays: Holidays = ()) -> bool:
    """Return whether the clinic is open at this local time."""
    day = opening_on(local.date(), hours, holidays)
    return day is not None and day[0] <= local.time() < day[1]


def opening_on(day: date, hours: Hours, holidays: Holidays = ()) -> tuple[time, time] | None:
    """Return when a clinic opens and closes on a day, None when it stays closed."""
    found = hours.get(str(day.isoweekday()))
    if found is None or day.isoformat() in holidays:
        return None
    return _time(found[0]), _time(found[1])


def in_words(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return a promise as a patient reads it: "3:30 pm" today, "9 am tomorrow", "Monday", "Mon 5 Jan" beyond the week."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    clock = f"{local:%I:%M}".lstrip("0").removesuffix(":00") + f" {local:%p}".lower()
    if local.date() == today:
        return clock
    if local.date() == today + timedelta(days=1):
        return f"{clock} tomorrow"
    near = (local.date() - today).days <= WEEKDAY_REACH
    return f"{local:%A}" if near else f"{local:%a} {local.day} {local:%b}"


def _urgent(local: datetime, zone: ZoneInfo, hours: Hours, holidays: Holidays) -> datetime:
    if is_open(local, hours, holidays):
        return _round_up(local + timedelta(hours=1))
    if MORNING_BEGINS <= local.time() < EVENING_ENDS:
        return _round_up(local + ON_CALL_ANSWERS_WITHIN)
    return _coming_day(local, zone, hours, holidays)


def _coming_day(local: datetime, zone: ZoneInfo, hours: Hours, holidays: Holidays) -> datetime:
    """Return the promise for what comes at night: an hour after that morning's opening, else when the on-call person is up."""
    day = local.date() + timedelta(days=local.time() >= EVENING_ENDS)
    opening = opening_on(day, hours, holidays)
    if opening and opening[0] < NOON and (opens := datetime.combine(day, opening[0], zone)) > local:
        return opens + timedelta(hours=1)
    return datetime.combine(day, MORNING_BEGINS, zone) + ON_CALL_ANSWERS_WITHIN


def _end_of_next_business_day(local: datetime, zone: ZoneInfo, hours: Hours, holidays: Holidays) -> datetime:
    for days in range(1, LONGEST_CLOSURE_DAYS):
        date = local.date() + timedelta(days=days)
        if day := opening_on(date, hours, holidays):
            return datetime.combine(date, day[1], zone)
    return local + timedelta(days=1)


def _round_up(local: datetime) -> datetime:
    """A promise in quarter hours, never earlier than meant."""
    whole = local.replace(minute=local.minute // 15 * 15, second=0, microsecond=0)
    return whole if whole == local else whole + timedelta(minutes=15)


def _time(text: str) -> time:
    return time.fromisoformat(text)
