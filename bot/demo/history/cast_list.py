"""Who lives in the demo's last four weeks, and what they and the staff do: read from cast/*.yml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

CAST = Path(__file__).parent / "cast"
#: No session on these, by ISO weekday: the clinic is closed.
WEEKEND = (6, 7)

Deed = Mapping[str, Any]


@dataclass(frozen=True)
class Person:
    """A patient of the story."""

    name: str
    phone: str
    days_ago: int
    at: time
    procedure: str | None = None
    any_day: bool = False
    #: Step -> the words of the reply and, where it matters, after how many minutes it comes.
    answers: Mapping[str, tuple[str, int | None]] = field(default_factory=dict)
    says: tuple[Deed, ...] = ()
    #: What staff do about the first case, the second, and so on; nothing said: closed on the next working day.
    cases: tuple[tuple[Deed, ...], ...] = ()
    course: tuple[Deed, ...] = ()
    #: Step -> how the carrier fails at that check-in.
    faults: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def performed_at(self, end: datetime, zone: ZoneInfo) -> datetime:
        """Return when the session ended (aware UTC): on a working day, and before the story's `end`."""
        day = end.astimezone(zone).date() - timedelta(days=self.days_ago)
        while day.isoweekday() in WEEKEND and not self.any_day:
            day -= timedelta(days=1)
        return datetime.combine(day, self.at, zone).astimezone(timezone.utc)


def cast(least_days: int = 0, most_days: int = 28) -> list[Person]:
    """Return the people whose session was so many days ago, in the order of the files."""
    given = [row for path in sorted(CAST.glob("*.yml")) for row in yaml.safe_load(path.read_text(encoding="utf-8"))]
    return [one for one in map(_person, given) if least_days <= one.days_ago <= most_days]


def _person(given: dict[str, Any]) -> Person:
    told = given.get("answers", {}).items()
    answers = {step: (words, None) if isinstance(words, str) else tuple(words) for step, words in told}
    acts = tuple(tuple(deeds) for deeds in given.get("cases", ()))
    rest = {name: given[name] for name in ("name", "phone", "days_ago", "procedure", "any_day", "faults") if name in given}
    return Person(
        **rest, at=time.fromisoformat(given["at"]), answers=answers, says=tuple(given.get("says", ())), cases=acts,
        course=tuple(given.get("course", ())),
    )  # fmt: skip
