"""Writing what a change is about: the session's or the patient's own columns."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.errors import InputError
from bot.models import Patient, TreatmentSession
from bot.sessions.intentions import Add, Cancel, ChangeZone, Discharge, Intention, Move, Pause, Resume
from bot.sessions.previewing import Preview


def write(session: Session, patient: Patient, wanted: Intention, found: Preview, now: datetime) -> TreatmentSession | None:
    """Write the change's facts and return the session that it is about, None for one of the patient's own."""
    if isinstance(wanted, Add):
        return _add(session, patient, wanted, found, now)
    if isinstance(wanted, Move):
        return _move(session, wanted)
    if isinstance(wanted, Cancel):
        return _cancel(session, wanted, now)
    if isinstance(wanted, ChangeZone):
        patient.timezone = found.after.zone.key
    elif isinstance(wanted, Pause):
        patient.paused_at = now
    elif isinstance(wanted, Discharge):
        patient.paused_at, patient.discharged_at = None, now
    elif isinstance(wanted, Resume):
        patient.paused_at = patient.discharged_at = None
    return None


def _add(session: Session, patient: Patient, wanted: Add, found: Preview, now: datetime) -> TreatmentSession:
    patient.discharged_at = None
    if same := wanted.same(found.before):
        treatment = session.get(TreatmentSession, same.id)
        treatment.cancelled_at = treatment.cancel_reason = None
        return treatment
    treatment = TreatmentSession(
        patient_id=patient.id,
        procedure_id=wanted.procedure_id,
        timeline_version_id=wanted.timeline_version_id,
        performed_at=wanted.performed_at,
        created_at=now,
    )
    session.add(treatment)
    _flush(session)
    return treatment


def _move(session: Session, wanted: Move) -> TreatmentSession:
    treatment = session.get(TreatmentSession, wanted.session_id)
    treatment.performed_at = wanted.to
    _flush(session)
    return treatment


def _cancel(session: Session, wanted: Cancel, now: datetime) -> TreatmentSession:
    treatment = session.get(TreatmentSession, wanted.session_id)
    treatment.cancelled_at, treatment.cancel_reason = treatment.cancelled_at or now, wanted.how
    return treatment


def _flush(session: Session) -> None:
    """Two sessions of a kind at one moment are one session: the database has the last word."""
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError:
        raise InputError("there is a session of this kind at that moment on file already") from None
