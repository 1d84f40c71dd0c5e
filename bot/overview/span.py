"""The days that are looked at: from the first to the last, both whole, as the clinic's calendar has them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from bot.errors import InputError

#: What can be chosen with one touch, in days up to and with today, and what is shown unasked.
LAST_DAYS = (7, 28, 90)
UNASKED = 28
LONGEST_DAYS = 366
#: Days outside of these are slips of the finger.
YEARS = range(2000, 2200)


@dataclass(frozen=True)
class Span:
    """Some days in a clinic's zone."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """The first moment that counts, aware UTC."""
        return self._midnight(self.first)

    @property
    def end(self) -> datetime:
        """The first moment that no longer counts, aware UTC."""
        return self._midnight(self.last + timedelta(days=1))

    @property
    def length(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def days(self) -> Iterator[date]:
        """Each day, the first one first."""
        return (self.first + timedelta(days=number) for number in range(self.length))

    def midnights(self) -> list[datetime]:
        """Return where each day begins and the last one ends, aware UTC: one moment more than there are days."""
        return [self._midnight(self.first + timedelta(days=number)) for number in range(self.length + 1)]

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone).astimezone(timezone.utc)


def choose(zone: ZoneInfo, now: datetime, *, last: str = "", since: str = "", until: str = "") -> Span:
    """Return the days that were asked for: the last so many, or from one to another; unasked, the last 28.

    Two days win over a number of days; a missing end is today. InputError, with what to write, for what is no such span.
    """
    today = now.astimezone(zone).date()
    if not since and not until:
        return Span(today - timedelta(days=_number(last) - 1), today, zone)
    final = _day(until) if until else today
    first = _day(since) if since else final - timedelta(days=UNASKED - 1)
    if first > final:
        raise InputError(f"The days end ({final}) before they begin ({first}). Turn them round.")
    if (final - first).days >= LONGEST_DAYS:
        raise InputError(f"These are more than {LONGEST_DAYS} days. Choose a year or less.")
    return Span(first, final, zone)


def _number(text: str) -> int:
    if not text:
        return UNASKED
    if text not in map(str, LAST_DAYS):
        raise InputError(f"Choose the last {LAST_DAYS[0]}, {LAST_DAYS[1]} or {LAST_DAYS[2]} days, or two days of your own.")
    return int(text)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = date.min
    if day.year not in YEARS:
        raise InputError(f"{text[:20]!r} is not a day of our time. Write it as 2026-03-05.")
    return day
