"""STOP and START. Opting out is final until the patient says START; it calls back all that waits."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import ledger, outbox
from bot.models import CheckIn, Patient

STOPPED = "the patient sent STOP"
STARTED = "the patient sent START: planned again"
#: Who stands behind an opt-out, by how we learned of it; where nothing else is said, the patient.
ACTORS = {"carrier": "carrier", "staff": "staff"}


def stop(session: Session, patient: Patient, source: str, now: datetime) -> bool:
    """Opt the patient out and cancel what is planned or waiting; False when they already were.

    `source` says how they told us: keyword, words, carrier or staff.
    """
    if patient.opted_out_at is not None:
        return False
    patient.opted_out_at, patient.opt_out_source = now, source
    outbox.cancel_waiting(session, patient.id, ("bot", "check_in", "staff"), "opted_out")
    planned = (CheckIn.patient_id == patient.id, CheckIn.status.in_(ledger.OPEN))
    ledger.mark_where(session, planned, "cancelled", STOPPED, now=now, actor=ACTORS.get(source, "patient"))
    return True


def start(session: Session, patient: Patient, now: datetime) -> bool:
    """Take the patient back in; check-ins that STOP cancelled and that are still to come are planned again."""
    if patient.opted_out_at is None:
        return False
    patient.opted_out_at = patient.opt_out_source = None
    to_come = (CheckIn.patient_id == patient.id, CheckIn.reason == STOPPED, CheckIn.due_at > now)
    theirs = session.execute(select(CheckIn).where(*to_come).with_for_update()).scalars()
    ledger.mark_all(session, theirs, "planned", STARTED, now=now, actor="patient")
    return True
