"""The patients of the soak: what they write and when, all of it from one seed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

QUESTIONS = ("can I wear makeup?", "when may I swim again?", "is peeling normal?", "may I go for a run?", "ok to use my retinol?")
ANSWERS = ("1 N", "all good", "2 1 N", "fine thanks", "3 2 N")
DANGER, STOP = "i cant breathe and my tongue is swelling", "STOP"
#: Shares of the patients who answer a check-in; ask on a day; opt out at some time; are in danger at some time.
ANSWER, ASK, LEAVE, SICK = 0.4, 0.04, 0.05, 0.02
DAYS = 30
#: Waking hours, UTC, in which they write.
WAKES, HOURS = 7, 14


@dataclass(frozen=True)
class Said:
    """One text of a patient."""

    at: datetime
    phone: str
    words: str


@dataclass
class People:
    """So many patients from `start` on, and their seeded doings."""

    number: int
    start: datetime
    seed: int
    #: What is still to be written, soonest first.
    plans: list[Said] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.plans = sorted(self._plans(), key=lambda said: (said.at, said.phone))

    def phones(self) -> list[str]:
        return [f"+4477{10_000_000 + number:08d}"[:13] for number in range(self.number)]

    def sessions(self) -> list[tuple[str, datetime]]:
        """Return when each one's session ends: in working hours of the first days, so that every check-in falls into the soak."""
        days = max(1, DAYS // 10)
        return [(phone, self._at(self.random.randrange(days), 9, 8)) for phone in self.phones()]

    def _plans(self) -> Iterator[Said]:
        for phone in self.phones():
            for day in range(DAYS):
                if self.random.random() < ASK:
                    yield Said(self._at(day, WAKES, HOURS), phone, self.random.choice(QUESTIONS))
            for share, words in ((LEAVE, STOP), (SICK, DANGER)):
                if self.random.random() < share:
                    yield Said(self._at(self.random.randrange(1, DAYS), WAKES, HOURS), phone, words)

    def _at(self, day: int, first_hour: int, hours: int) -> datetime:
        return self.start + timedelta(days=day, hours=first_hour, minutes=self.random.randrange(hours * 60))

    def hear(self, phone: str, at: datetime) -> None:
        """A check-in came: perhaps it is answered within the hour."""
        if self.random.random() < ANSWER:
            wait = timedelta(minutes=self.random.randrange(1, 60))
            self.plans.append(Said(at + wait, phone, self.random.choice(ANSWERS)))
            self.plans.sort(key=lambda said: (said.at, said.phone))

    def next_at(self) -> datetime | None:
        """Return when the next text is written."""
        return self.plans[0].at if self.plans else None

    def due(self, now: datetime) -> list[Said]:
        """Return, and forget, what is written by now."""
        number = sum(said.at <= now for said in self.plans)
        due, self.plans = self.plans[:number], self.plans[number:]
        return due
