"""Where a patient is in their recovery: the session that counts now, what was done, and its check-ins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import joinedload

from bot.models import CheckIn, Patient, TreatmentSession
from bot.web.console import codes
from bot.web.console.desk import Desk

#: Words for how a check-in stands, and how that is ("wait", "done", "bad").
STATUS = {
    "planned": ("Planned", "wait"),
    "held": ("Held back", "wait"),
    "sent": ("Sent", "wait"),
    "delivered": ("Delivered", "done"),
    "answered": ("Answered", "done"),
    "skipped": ("Skipped", "none"),
    "cancelled": ("Cancelled", "none"),
    "expired": ("Expired", "none"),
    "failed": ("Failed", "bad"),
}


@dataclass(frozen=True)
class PlannedText:
    """One check-in of the current session as the page lists it."""

    row: CheckIn
    step: str
    status: tuple[str, str]
    values: str


def latest_sessions(desk: Desk, patient_ids: Iterable[int]) -> dict[int, TreatmentSession]:
    """Return for each patient the session that counts: the newest that has happened, else the next one. One query."""
    wanted = _sessions(desk, patient_ids).where(TreatmentSession.cancelled_at.is_(None))
    found: dict[int, TreatmentSession] = {}
    for row in desk.session.scalars(wanted):
        known = found.get(row.patient_id)
        if known is None or known.performed_at > desk.now:
            found[row.patient_id] = row
    return found


def sessions_of(desk: Desk, patient: Patient) -> tuple[TreatmentSession | None, list[TreatmentSession]]:
    """Return the session that counts for a patient, and all others, cancelled ones too, the newest first. One query."""
    rows = list(desk.session.scalars(_sessions(desk, [patient.id])))
    held = [row for row in rows if row.cancelled_at is None]
    past = [row for row in held if row.performed_at <= desk.now]
    counts = past[0] if past else held[-1] if held else None
    return counts, [row for row in rows if row is not counts]


def _sessions(desk: Desk, patient_ids: Iterable[int]) -> Any:
    wanted = desk.rows(TreatmentSession).options(joinedload(TreatmentSession.procedure))
    theirs = wanted.where(TreatmentSession.patient_id.in_(list(patient_ids)))
    return theirs.order_by(TreatmentSession.performed_at.desc(), TreatmentSession.id.desc())


def session_of(desk: Desk, patient: Patient) -> TreatmentSession | None:
    """Return the session that counts for one patient."""
    return latest_sessions(desk, [patient.id]).get(patient.id)


def check_ins(desk: Desk, treatment: TreatmentSession | None) -> Sequence[PlannedText]:
    """Return the session's check-ins in the order they fall due."""
    if treatment is None:
        return []
    rows = desk.session.scalars(desk.rows(CheckIn).where(CheckIn.session_id == treatment.id).order_by(CheckIn.due_at, CheckIn.id))
    return [PlannedText(row, codes.step(row.step), STATUS.get(row.status, (row.status, "none")), _values(row)) for row in rows]


def _values(row: CheckIn) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {_answer(value)}" for name, value in row.values.items())


def _answer(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
