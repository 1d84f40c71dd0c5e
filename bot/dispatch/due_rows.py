"""The check-ins of one batch, locked for it, with what their texts are made of."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import ledger, outbox
from bot.models import CheckIn, Clinic, Patient, TreatmentSession


class Office(NamedTuple):
    """A clinic, as far as a check-in needs it."""

    id: int
    phone: str
    emergency_number: str
    window_start: time
    window_end: time


class Row(NamedTuple):
    """A check-in that is due, its patient and its session."""

    id: int
    clinic_id: int
    session_id: int
    patient_id: int
    step: str
    due_at: datetime
    expires_at: datetime
    timezone: str
    opted_out_at: datetime | None
    paused_at: datetime | None
    discharged_at: datetime | None
    consent_at: datetime | None
    cancelled_at: datetime | None
    timeline_version_id: int | None
    phone_problem: str | None = None


COLUMNS = (
    CheckIn.id, CheckIn.clinic_id, CheckIn.session_id, CheckIn.patient_id, CheckIn.step, CheckIn.due_at, CheckIn.expires_at,
    Patient.timezone, Patient.opted_out_at, Patient.paused_at, Patient.discharged_at, Patient.consent_at,
    TreatmentSession.cancelled_at, TreatmentSession.timeline_version_id, Patient.phone_problem,
)  # fmt: skip


def take(session: Session, keys: Sequence[int], now: datetime) -> list[Row]:
    """Lock those of the check-ins called `keys` that are still to be decided about, with their patients, and return them.

    What another scheduler has in hand is left to it. The outbox is looked at after the locks are had: only then is it certain
    that nobody else is about to add to it.
    """
    due = (CheckIn.id.in_(keys), CheckIn.status.in_(ledger.OPEN), CheckIn.due_at <= now)
    chosen = (
        select(*COLUMNS)
        .join(Patient, Patient.id == CheckIn.patient_id)
        .join(TreatmentSession, TreatmentSession.id == CheckIn.session_id)
        .where(*due)
        .order_by(CheckIn.id)
    )
    locked = chosen.with_for_update(key_share=True, skip_locked=True, of=(CheckIn, Patient))
    rows = [Row(*found) for found in session.execute(locked)]
    queued = outbox.queued_check_ins(session, [row.id for row in rows])
    return [row for row in rows if row.id not in queued]


def offices(session: Session, rows: Sequence[Row]) -> dict[int, Office]:
    """Return the clinics of these check-ins by their ids."""
    columns = (Clinic.id, Clinic.phone, Clinic.emergency_number, Clinic.window_start, Clinic.window_end)
    found = session.execute(select(*columns).where(Clinic.id.in_({row.clinic_id for row in rows})))
    return {office.id: office for office in (Office(*one) for one in found)}
