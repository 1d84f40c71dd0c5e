"""A patient's treatments with their check-ins and how things stand, as plain values: what a change is worked out from. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot import ledger
from bot.checkins import Planned, Timeline, plan
from bot.errors import NotFound
from bot.sessions.ending import PAUSED, RECALLED, STOPPED

#: Sorts a session that is not on file yet behind every other one of its moment.
NEWEST = 2**62


@dataclass(frozen=True)
class Row:
    """One check-in of the ledger. `is_on_its_way`: the carrier is being handed its text, or may have it already."""

    id: int
    step: str
    status: str
    reason: str
    due_at: datetime
    expires_at: datetime
    is_on_its_way: bool = False

    @property
    def has_left(self) -> bool:
        """Whether its text cannot be taken back."""
        return self.status in ledger.LEFT or (self.is_on_its_way and self.status != "failed")

    @property
    def is_stopped(self) -> bool:
        """Whether only the patient's STOP keeps it from being sent."""
        return self.status == "cancelled" and self.reason == STOPPED

    @property
    def is_waiting(self) -> bool:
        """Whether it could still be sent."""
        return not self.has_left and (self.status in ledger.OPEN or self.is_stopped)

    @property
    def was_recalled(self) -> bool:
        """Whether it was cancelled for a reason that may hold no longer."""
        return self.status == "cancelled" and self.reason in RECALLED

    @property
    def was_missed(self) -> bool:
        """Whether its time passed, or was thought to have passed."""
        return self.status in ("skipped", "expired")


@dataclass(frozen=True)
class Treatment:
    """One session: `id` is None for one that is about to be added, `ended` the key of ENDINGS for one that was not to be."""

    id: int | None
    procedure_id: int
    procedure: str
    performed_at: datetime
    timeline: Timeline | None
    rows: tuple[Row, ...] = ()
    ended: str | None = None

    @property
    def order(self) -> tuple[datetime, int]:
        """What newer and older go by."""
        return self.performed_at, NEWEST if self.id is None else self.id


@dataclass(frozen=True)
class Course:
    """Everything that decides when a patient is written to: `zone` theirs, `window` the clinic's times for check-ins."""

    zone: ZoneInfo
    window: tuple[time, time]
    treatments: tuple[Treatment, ...] = ()
    opted_out: bool = False
    paused: bool = False
    discharged: bool = False

    def treatment(self, key: int | None) -> Treatment:
        """Return the treatment with this id. NotFound where there is none."""
        for treatment in self.treatments:
            if treatment.id == key:
                return treatment
        raise NotFound("There is no such session of this patient.")

    def with_treatment(self, key: int | None, **new: Any) -> "Course":
        """Return the same course in which one treatment has these values."""
        changed = replace(self.treatment(key), **new)
        return replace(self, treatments=tuple(changed if each.id == key else each for each in self.treatments))

    def newer(self, treatment: Treatment) -> list[Treatment]:
        """Return the sessions after this one that stand."""
        return [each for each in self.treatments if each.ended is None and each.order > treatment.order]

    def is_overtaken(self, treatment: Treatment, due_at: datetime, now: datetime) -> bool:
        """Return whether a newer session takes over from a check-in due at `due_at`: once that session's time has come."""
        return any(each.performed_at <= max(now, due_at) for each in self.newer(treatment))

    def standing(self) -> tuple[str, str] | None:
        """Return the status and reason of what would be planned now; None where it is simply planned."""
        if self.opted_out:
            return "cancelled", STOPPED
        return ("held", PAUSED) if self.paused else None

    def plan(self, treatment: Treatment, now: datetime | None = None) -> Mapping[str, Planned]:
        """Return the plan of a session by step; without `now` as it looked when the session ended, before anything passed."""
        if treatment.timeline is None:
            return {}
        began = treatment.performed_at
        rows = plan(treatment.timeline, performed_at=began, zone=self.zone, window=self.window, now=now or began)
        return {row.step: row for row in rows}
