"""How long patients waited for a person, against what they had been promised. A merged case counts as part of its other one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.models import Escalation
from bot.overview.escalated import CASE_LEVELS
from bot.overview.span import Span

#: A case of this level promises nothing: the patient is sent to the emergency number at once, by the companion.
AT_ONCE = "emergency"


@dataclass(frozen=True)
class Wait:
    """The cases of one level."""

    level: str
    cases: int
    #: Of those that a person answered or closed: half waited no longer than this, and nine of ten no longer than that.
    median: timedelta | None
    ninetieth: timedelta | None
    kept: int
    broken: int
    #: No answer yet, and still in time.
    open: int

    @property
    def share(self) -> float | None:
        """The share of promises kept, 0 to 1; None where none has come due or none was given."""
        return self.kept / (self.kept + self.broken) if self.kept + self.broken else None


@dataclass(frozen=True)
class Waits:
    """The waits of each level that had a case, the gravest first."""

    levels: list[Wait]

    @property
    def share(self) -> float | None:
        """The share of all promises that was kept."""
        kept, broken = sum(one.kept for one in self.levels), sum(one.broken for one in self.levels)
        return kept / (kept + broken) if kept + broken else None


@dataclass(frozen=True)
class Promise:
    """One case: when it was opened, by when an answer was promised, and when a person answered or closed it, if any did."""

    level: str
    opened_at: datetime
    due_at: datetime
    answered_at: datetime | None


def read(session: Session, clinic_id: int, span: Span, now: datetime) -> Waits:
    """Read the promises of the cases that were opened in the span: a few columns of each, for SQLite has no percentiles."""
    times = (Escalation.opened_at, Escalation.due_at, Escalation.first_answered_at, Escalation.resolved_at)
    opened = (Escalation.clinic_id == clinic_id, Escalation.opened_at >= span.start, Escalation.opened_at < span.end)
    found = session.execute(select(Escalation.level, *times).where(*opened, Escalation.merged_into_id.is_(None)))
    return waits([Promise(level, since, due, answered or closed) for level, since, due, answered, closed in found], now)


def waits(promises: Iterable[Promise], now: datetime) -> Waits:
    """Return how long people waited, by level."""
    by_level: dict[str, list[Promise]] = {}
    for one in promises:
        by_level.setdefault(one.level, []).append(one)
    return Waits([_wait(level, by_level[level], now) for level in CASE_LEVELS if level in by_level])


def percentile(sorted_waits: Sequence[timedelta], share: float) -> timedelta | None:
    """Return the wait that at least this share did not exceed: one that somebody really had. None for no waits."""
    return sorted_waits[max(0, ceil(share * len(sorted_waits)) - 1)] if sorted_waits else None


def _wait(level: str, promises: Sequence[Promise], now: datetime) -> Wait:
    took = sorted(max(one.answered_at - one.opened_at, timedelta()) for one in promises if one.answered_at)
    judged = [] if level == AT_ONCE else promises
    kept = sum(one.answered_at <= one.due_at for one in judged if one.answered_at)
    unanswered = [one for one in promises if one.answered_at is None]
    broken = sum((one.answered_at or now) > one.due_at for one in judged)
    still = len(unanswered) if level == AT_ONCE else sum(one.due_at >= now for one in unanswered)
    return Wait(level, len(promises), percentile(took, 0.5), percentile(took, 0.9), kept, broken, still)
