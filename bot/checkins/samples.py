"""Sample patients to look at a timeline with: an ordinary one, and those for whom days and nights are not as usual."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from bot.checkins.timeline import Window

#: Where a clinic's own clocks never change, a patient from here shows what happens when they do.
CHANGING = ZoneInfo("Europe/London")
#: Patients from elsewhere: the first that is far enough from the clinic's own time.
ELSEWHERE = ("America/New_York", "Asia/Dubai", "Australia/Sydney")
FAR = timedelta(hours=4)
TUESDAY = 2
YEAR = 370


@dataclass(frozen=True)
class Practice:
    """What of a clinic a preview needs; `opening_hours` by ISO weekday, `holidays` by ISO date, `numbers` by placeholder."""

    zone: ZoneInfo
    daytime: Window
    opening_hours: Mapping[str, Sequence[str]]
    holidays: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)

    def closed(self, day: date) -> str:
        """Return why the clinic is closed on a day: a holiday's name or "closed", "" when it is open."""
        if named := self.holidays.get(day.isoformat()):
            return named
        return "" if self.opening_hours.get(str(day.isoweekday())) else "closed"


@dataclass(frozen=True)
class Sample:
    """Somebody whose session ended at `performed_at` (aware UTC) and who lives in `zone`."""

    key: str
    name: str
    story: str
    performed_at: datetime
    zone: ZoneInfo


def samples(practice: Practice, now: datetime) -> list[Sample]:
    """Return the sample patients of a clinic, with sessions soon after `now` (aware)."""
    today = now.astimezone(practice.zone).date()
    day = today + timedelta(days=(TUESDAY - today.isoweekday() - 1) % 7 + 1)
    far = _elsewhere(practice.zone, now)
    return [
        _sample("ordinary", "An ordinary session", "ended at 11:00 on a Tuesday", day, time(11), practice.zone),
        _sample("late", "A session that ended late", "ended at 23:30", day, time(23, 30), practice.zone),
        *_clock_changes(practice.zone, today),
        *_before_a_closed_day(practice, today),
        Sample("away", "A patient in another zone", f"lives by the clock of {far.key}", _at(day, time(11), practice.zone), far),
    ]


def _sample(key: str, name: str, story: str, day: date, ended: time, zone: ZoneInfo) -> Sample:
    return Sample(key, name, story, _at(day, ended, zone), zone)


def _at(day: date, ended: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, ended, tzinfo=zone).astimezone(timezone.utc)


def _clock_changes(own: ZoneInfo, today: date) -> Iterator[Sample]:
    """Yield a session on the afternoon before the clocks go forward, and before they go back."""
    changes = clock_changes(own, today, YEAR)
    zone = own if changes else CHANGING
    changes = changes or clock_changes(CHANGING, today, YEAR)
    for key, way in (("spring", "forward"), ("autumn", "back")):
        day = next(
            (day for day, words in changes.items() if words == f"clocks go {way}" and day > today + timedelta(days=1)), None
        )
        if day is not None:
            lives = "" if zone is own else f", in {zone.key}"
            story = f"ended at 15:00 on the day before the clocks go {way}{lives}"
            yield _sample(key, f"When the clocks go {way}", story, day - timedelta(days=1), time(15), zone)


def clock_changes(zone: ZoneInfo, first: date, days: int) -> dict[date, str]:
    """Return the days from `first` on whose clocks change in `zone`: "clocks go forward" or "clocks go back"."""
    found: dict[date, str] = {}
    for number in range(days):
        day = first + timedelta(days=number)
        before, after = (
            datetime.combine(each, time(), tzinfo=zone).utcoffset() or timedelta() for each in (day, day + timedelta(days=1))
        )
        if before != after:
            found[day] = "clocks go forward" if after > before else "clocks go back"
    return found


def _before_a_closed_day(practice: Practice, today: date) -> Iterator[Sample]:
    """Yield a session on the day before the next holiday; before the next closed day where no holiday is on file."""
    ahead = [today + timedelta(days=number) for number in range(2, YEAR)]
    holiday = next((day for day in ahead if day.isoformat() in practice.holidays), None)
    day = holiday or next((day for day in ahead if practice.closed(day)), None)
    if day is None:
        return
    name = practice.holidays.get(day.isoformat(), "a closed day")
    story = f"ended at 14:00 on the day before {name}"
    yield _sample("holiday", f"Before {name}", story, day - timedelta(days=1), time(14), practice.zone)


def _elsewhere(own: ZoneInfo, now: datetime) -> ZoneInfo:
    zones = [ZoneInfo(name) for name in ELSEWHERE]
    here = now.astimezone(own).utcoffset() or timedelta()
    return next(zone for zone in zones if abs((now.astimezone(zone).utcoffset() or timedelta()) - here) >= FAR)
