"""By when a person will have answered: the promise that goes with a case. Pure.

Source: clinical reference, section 3: urgent within the hour in office hours, else the same day; review by the next business day.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

Hours = Mapping[str, Sequence[str]]
#: Out of hours the on-call person is paged; in the night the promise is the next opening instead.
EVENING_ENDS = time(22)
ON_CALL_ANSWERS_WITHIN = timedelta(hours=2)
LONGEST_CLOSURE_DAYS = 14


def promised_by(level: str, now: datetime, zone: ZoneInfo, hours: Hours) -> datetime:
    """Return the moment by which staff answer a case of `level` opened `now`; `hours` is the clinic's opening by ISO weekday."""
    local = now.astimezone(zone)
    if level == "emergency":
        return now
    if level == "urgent":
        return _urgent(local, zone, hours).astimezone(now.tzinfo)
    return _end_of_next_business_day(local, zone, hours).astimezone(now.tzinfo)


def is_open(local: datetime, hours: Hours) -> bool:
    """Return whether the clinic is open at this local time."""
    day = hours.get(str(local.isoweekday()))
    return day is not None and _time(day[0]) <= local.time() < _time(day[1])


def in_words(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return a promise as a patient reads it: "3:30 pm" today, "9 am tomorrow", "Monday"."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    clock = f"{local:%I:%M}".lstrip("0").removesuffix(":00") + f" {local:%p}".lower()
    if local.date() == today:
        return clock
    if local.date() == today + timedelta(days=1):
        return f"{clock} tomorrow"
    return f"{local:%A}"


def _urgent(local: datetime, zone: ZoneInfo, hours: Hours) -> datetime:
    if is_open(local, hours):
        return _round_up(local + timedelta(hours=1))
    if time(7) <= local.time() < EVENING_ENDS:
        return _round_up(local + ON_CALL_ANSWERS_WITHIN)
    return _next_opening(local, zone, hours) + timedelta(hours=1)


def _end_of_next_business_day(local: datetime, zone: ZoneInfo, hours: Hours) -> datetime:
    for days in range(1, LONGEST_CLOSURE_DAYS):
        date = local.date() + timedelta(days=days)
        if day := hours.get(str(date.isoweekday())):
            return datetime.combine(date, _time(day[1]), zone)
    return local + timedelta(days=1)


def _next_opening(local: datetime, zone: ZoneInfo, hours: Hours) -> datetime:
    for days in range(LONGEST_CLOSURE_DAYS):
        date = local.date() + timedelta(days=days)
        day = hours.get(str(date.isoweekday()))
        if day and (opening := datetime.combine(date, _time(day[0]), zone)) > local:
            return opening
    return local + timedelta(hours=12)


def _round_up(local: datetime) -> datetime:
    """A promise in quarter hours, never earlier than meant."""
    whole = local.replace(minute=local.minute // 15 * 15, second=0, microsecond=0)
    return whole if whole == local else whole + timedelta(minutes=15)


def _time(text: str) -> time:
    return time.fromisoformat(text)
