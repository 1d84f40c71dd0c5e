"""Turn a local day, a part of a day or a distance into a moment: zone and clock changes are minded here only."""

from datetime import date, datetime, time, timedelta, timezone, tzinfo

from bot.asked_time.asked import AskedTime

#: part of a day -> (the hour it stands for, first hour, last hour), local time
PARTS = {"morning": (9, 6, 12), "midday": (12, 11, 14), "afternoon": (15, 12, 18), "evening": (20, 18, 24)}
MIDDAY = 12


def part_named(words: str | None) -> str | None:
    """Return the part of the day that `words` (matched by words.PART) mean, None for none."""
    if not words:
        return None
    if words.startswith(("morn", "a", "first", "early")) and not words.startswith(("aft", "arvo")):
        return "morning"
    if words.startswith(("lunch", "mid", "noon")):
        return "midday"
    return "evening" if words.startswith(("eve", "n", "late", "last")) else "afternoon"


def local_moment(day: date, hour: int, minute: int, zone: tzinfo) -> datetime:
    """Return the UTC moment of a wall clock time in `zone`; `hour` 24 is the next midnight."""
    if hour == 24:
        day, hour = day + timedelta(days=1), 0
    return datetime.combine(day, time(hour, minute), tzinfo=zone).astimezone(timezone.utc)


def on_day(day: date, *, kind: str, phrase: str, zone: tzinfo, part: str | None = None, clock: time | None = None) -> AskedTime:
    """Return the asked time on a local `day`: at `clock`, else in its `part`, else at midday with the whole day meant."""
    if clock:
        at = local_moment(day, clock.hour, clock.minute, zone)
        return AskedTime(kind, phrase, at=at, start=at, end=at)
    hour, first, last = PARTS[part] if part else (MIDDAY, 0, 24)
    start, end = local_moment(day, first, 0, zone), local_moment(day, last, 0, zone)
    return AskedTime(kind, phrase, at=local_moment(day, hour, 0, zone), start=start, end=end, day=None if part else day)


def keep_ahead(asked: AskedTime, now: datetime) -> AskedTime:
    """Return `asked` moved after `now` where its moment has begun ("tonight" at 9 pm): an hour on, in what is left of it."""
    if asked.at is None or asked.at > now:
        return asked
    at = now + timedelta(hours=1)
    return AskedTime("future", asked.phrase, at=at, start=now, end=max(at, asked.end or at), day=asked.day)


def keep_behind(asked: AskedTime, now: datetime) -> AskedTime:
    """Return `asked` moved before `now` where it is not ("this morning" at 8 am): an hour ago."""
    if asked.at is None or asked.at < now:
        return asked
    at = now - timedelta(hours=1)
    return AskedTime("past", asked.phrase, at=at, start=min(at, asked.start or at), end=now, day=asked.day)


def distant(hours: float, *, kind: str, phrase: str, now: datetime) -> AskedTime:
    """Return the time `hours` from `now`, back for kind "past"."""
    at = now + timedelta(hours=-hours if kind == "past" else hours)
    return AskedTime(kind, phrase, at=at, start=at, end=at)
