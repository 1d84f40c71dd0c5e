"""STOP and START. Opting out holds until the patient says START, or tells the clinic; it calls back all that waits."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import audit, ledger, outbox
from bot.models import CheckIn, Patient

STOPPED = "the patient sent STOP"
STARTED = "the patient sent START: planned again"
ASKED_AGAIN = "the patient asked the clinic for texts again: planned again"
#: How the book calls a consent that came by text.
BY_TEXT, LONGEST_WORDS = "text", 300
#: Who stands behind an opt-out, by how we learned of it; where nothing else is said, the patient.
ACTORS = {"carrier": "carrier", "staff": "staff"}


def stop(session: Session, patient: Patient, source: str, now: datetime, *, by: str = "", staff_id: int | None = None) -> bool:
    """Opt the patient out and cancel what is planned or waiting; False when they already were.

    `source` says how they told us: keyword, words, carrier or staff; `by` and `staff_id` who of staff wrote it down.
    """
    if patient.opted_out_at is not None:
        return False
    patient.opted_out_at, patient.opt_out_source = now, source
    outbox.cancel_waiting(session, patient.id, ("bot", "check_in", "staff"), "opted_out")
    planned = (CheckIn.patient_id == patient.id, CheckIn.status.in_(ledger.OPEN))
    actor = ACTORS.get(source, "patient")
    ledger.mark_where(session, planned, "cancelled", STOPPED, now=now, actor=actor)
    _note(session, patient, "patient.opt_out", by or actor, staff_id, now, source=source)
    return True


def start(
    session: Session, patient: Patient, now: datetime, *, words: str = "", by: str = "", staff_id: int | None = None
) -> bool:
    """Take the patient back in; check-ins that STOP cancelled and that are still to come are planned again.

    `words` are the patient's own: their consent, where none is on file. `by` and `staff_id`: who of staff heard it instead.
    """
    if words.strip() and patient.consent_at is None:
        patient.consent_source, patient.consent_at = BY_TEXT, now
        patient.consent_words = " ".join(words.split())[:LONGEST_WORDS]
    if patient.opted_out_at is None:
        return False
    patient.opted_out_at = patient.opt_out_source = None
    _note(session, patient, "patient.opt_in", by or "patient", staff_id, now, source="staff" if by else BY_TEXT)
    to_come = (CheckIn.patient_id == patient.id, CheckIn.reason == STOPPED, CheckIn.due_at > now)
    theirs = session.execute(select(CheckIn).where(*to_come).with_for_update()).scalars()
    ledger.mark_all(session, theirs, "planned", ASKED_AGAIN if by else STARTED, now=now, actor=by or "patient")
    return True


def _note(
    session: Session, patient: Patient, action: str, actor: str, staff_id: int | None, now: datetime, *, source: str
) -> None:
    about = {"target": f"patient:{patient.id}", "clinic_id": patient.clinic_id, "staff_id": staff_id}
    audit.record(session, at=now, actor=actor, action=action, **about, source=source)
