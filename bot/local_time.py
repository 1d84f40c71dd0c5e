"""How a moment is said to a patient, in the zone they live in.

"Thursday 6 pm" within the coming week, "Thu 12 Dec, 6 pm" beyond it. A change for the better is said at the next half hour, so
that nobody is ever told a time that is too early, not even in the hour that comes twice when the clocks go back.
"""

from datetime import date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

HALF_HOUR = timedelta(minutes=30)
#: Beyond this many days a weekday alone could mean two dates.
WEEKDAY_REACH = 6
# Not strftime: its names and its "%-d" depend on the machine.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def zone_of(zone: str | tzinfo) -> tzinfo:
    """Return the zone itself for a name such as "Europe/London". ZoneInfoNotFoundError when there is none."""
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def local(moment: datetime, zone: str | tzinfo) -> datetime:
    """Return the aware `moment` as the clock on the wall in `zone` shows it. ValueError when it is naive."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment.astimezone(zone_of(zone))


def not_before(moment: datetime, zone: str | tzinfo) -> datetime:
    """Return the first half hour on the wall in `zone` that is not before `moment`, never the second of two alike."""
    wall = local(moment, zone)
    past = timedelta(minutes=wall.minute % 30, seconds=wall.second, microseconds=wall.microsecond)
    if past:
        wall = _later(wall, HALF_HOUR - past)
    while wall.fold:
        wall = _later(wall, HALF_HOUR)
    return wall


def not_after(moment: datetime, zone: str | tzinfo) -> datetime:
    """Return the last half hour on the wall in `zone` that is not after `moment`."""
    wall = local(moment, zone)
    return _later(wall, -timedelta(minutes=wall.minute % 30, seconds=wall.second, microseconds=wall.microsecond))


def moment_words(wall: datetime, today: date) -> str:
    """Return a local half hour in words, seen from the local date `today`: "6 pm today", "Thursday 6 pm", "Thursday"."""
    hour = hour_words(wall)
    if wall.date() == today:
        return f"{hour} today".strip() if hour else "today"
    day = day_words(wall.date(), today)
    if not hour:
        return day
    return f"{day} {hour}" if day in WEEKDAYS else f"{day}, {hour}"


def day_words(day: date, today: date) -> str:
    """Return a day in words: "today", its weekday within the coming week, and with its date otherwise."""
    ahead = (day - today).days
    if ahead == 0:
        return "today"
    name = WEEKDAYS[day.weekday()]
    return name if 0 < ahead <= WEEKDAY_REACH else f"{name[:3]} {day.day} {MONTHS[day.month - 1]}"


def hour_words(wall: datetime) -> str:
    """Return the hour as "6 pm", "6:30 pm", "12 noon"; "" for midnight, when the day alone says it better."""
    if (wall.hour, wall.minute) == (0, 0):
        return ""
    if (wall.hour, wall.minute) == (12, 0):
        return "12 noon"
    minutes = f":{wall.minute:02d}" if wall.minute else ""
    return f"{wall.hour % 12 or 12}{minutes} {'am' if wall.hour < 12 else 'pm'}"


def _later(wall: datetime, step: timedelta) -> datetime:
    """Return `wall` moved by real time, not by the hands of a clock that may have been changed in between."""
    return (wall.astimezone(timezone.utc) + step).astimezone(wall.tzinfo)
