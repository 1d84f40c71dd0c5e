"""The sessions that run while a timeline is published, and what it would do to each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot import ledger, sessions
from bot.checkins import Timeline
from bot.models import CheckIn, Patient, Procedure, TreatmentSession
from bot.republishing.effects import RowEffect, effects
from bot.sessions import Choices, Course
from bot.zones import zone

#: Nights, weekends of clock changes and holds: what a check-in may come later than it was meant.
SLACK = timedelta(days=3)
#: Patients whose courses are read at once.
CHUNK = 1000
#: Sessions with the versions that they are on; and the patient whose they are.
Keys = list[tuple[int, int | None]]
Running = tuple[Patient, Keys]


@dataclass(frozen=True)
class SessionEffect:
    """One running session: its patient, and every check-in of it."""

    session_id: int
    patient_id: int
    #: As staff call the patient; None for somebody without a name on file.
    name: str | None
    phone: str
    performed_at: datetime
    zone: ZoneInfo
    #: The version that it is on; None for one that was enrolled when nothing was published.
    version_id: int | None
    rows: tuple[RowEffect, ...]

    @property
    def changed(self) -> tuple[RowEffect, ...]:
        """The check-ins that do not stay as they are."""
        return tuple(row for row in self.rows if row.is_change)


@dataclass(frozen=True)
class Effect:
    """Everything that a timeline would do to those whose sessions run."""

    sessions: tuple[SessionEffect, ...]

    @property
    def changed(self) -> tuple[SessionEffect, ...]:
        """The sessions of which any check-in changes."""
        return tuple(one for one in self.sessions if one.changed)

    def counts(self) -> dict[str, int]:
        """Return how many check-ins there are of each kind of change."""
        return dict(Counter(kind for one in self.sessions for row in one.rows for kind in row.kinds))

    def patients(self) -> int:
        """Return how many patients notice something."""
        return len({one.patient_id for one in self.changed})


def effect(
    session: Session, procedure: Procedure, timeline: Timeline, *, now: datetime, version_id: int | None = None,
    choices: Choices | None = None, to_change: bool = False,
) -> Effect:  # fmt: skip
    """Return what `timeline` would do to the running sessions of a procedure, those of `version_id` left out: they are on it.

    `to_change` keeps the scheduler off their check-ins until the commit.
    """
    found: list[SessionEffect] = []
    courses = _held if to_change else _seen
    for patient, course, keys in courses(session, _running(session, procedure, timeline, now, version_id)):
        for key, version in keys:
            rows = tuple(effects(course, key, timeline, now, choices))
            began = course.treatment(key).performed_at
            here = zone(patient.timezone)
            found.append(SessionEffect(key, patient.id, patient.name, patient.phone, began, here, version, rows))
    return Effect(tuple(found))


def _seen(session: Session, running: Sequence[Running]) -> Iterator[tuple[Patient, Course, Keys]]:
    """Yield the courses for a look, read for many patients at once."""
    for start in range(0, len(running), CHUNK):
        some = running[start : start + CHUNK]
        courses = sessions.courses_of(session, [patient for patient, _ in some])
        yield from ((patient, courses[patient.id], keys) for patient, keys in some)


def _held(session: Session, running: Sequence[Running]) -> Iterator[tuple[Patient, Course, Keys]]:
    """Yield the courses for a change: each patient is held first, one after the other."""
    for patient, keys in running:
        session.get(Patient, patient.id, with_for_update=True, populate_existing=True)
        yield patient, sessions.course_of(session, patient, to_change=True), keys


def _running(session: Session, procedure: Procedure, timeline: Timeline, now: datetime, version_id: int | None) -> list[Running]:
    """Return each patient with sessions that are not over, by id so that everybody locks in the same order."""
    longest = max(timeline.offset_of(step) + step.lifetime for step in timeline.steps)
    waits = select(CheckIn.id).where(CheckIn.session_id == TreatmentSession.id, CheckIn.status.in_(ledger.OPEN))
    mine = (
        TreatmentSession.procedure_id == procedure.id,
        TreatmentSession.cancelled_at.is_(None),
        Patient.erased_at.is_(None),
        or_(TreatmentSession.performed_at > now - longest - SLACK, waits.exists()),
    )
    rows = select(TreatmentSession, Patient).join(Patient, Patient.id == TreatmentSession.patient_id).where(*mine)
    by_patient: dict[int, Running] = {}
    for treatment, patient in session.execute(rows.order_by(Patient.id, TreatmentSession.id)):
        if version_id is None or treatment.timeline_version_id != version_id:
            by_patient.setdefault(patient.id, (patient, []))[1].append((treatment.id, treatment.timeline_version_id))
    return list(by_patient.values())
