"""What staff write to each other about a patient; the patient never sees it."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.book import record
from bot.errors import InputError
from bot.models import CaseNote, Escalation, Staff

LONGEST = 2000
#: The same words by the same person within this time are one note, sent twice.
SENT_TWICE = timedelta(minutes=10)


def add_note(session: Session, case: Escalation, text: str, *, by: Staff, now: datetime) -> CaseNote:
    """Add a note to a case, open or closed. InputError for an empty or an endless one."""
    said = text.strip()
    if not said:
        raise InputError("Write the note first.")
    if len(said) > LONGEST:
        raise InputError(f"This note is too long: keep it under {LONGEST} characters.")
    if known := _sent_before(session, case, said, by, now):
        return known
    note = CaseNote(
        clinic_id=case.clinic_id, patient_id=case.patient_id, escalation_id=case.id, staff_id=by.id, at=now, text=said
    )
    session.add(note)
    session.flush()
    record(session, "case.note", case, by, now, note=note.id)
    return note


def _sent_before(session: Session, case: Escalation, text: str, by: Staff, now: datetime) -> CaseNote | None:
    mine = select(CaseNote).where(CaseNote.escalation_id == case.id, CaseNote.staff_id == by.id)
    lately = mine.where(CaseNote.text == text, CaseNote.at > now - SENT_TWICE)
    return session.scalars(lately.order_by(CaseNote.id).limit(1)).one_or_none()
