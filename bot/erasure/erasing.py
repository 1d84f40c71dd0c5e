"""Erasing a person, in one transaction.

What goes: the bodies of all texts with their explanations, photos, names, numbers, the other contact, the words of the consent,
staff's notes, the reasons of cases (they quote the patient), answers to check-ins, what the conversation remembers, labels of
their texts, and what Rasa keeps of them. What stays, with nobody's name on it: that there was a patient with such sessions, how
many texts there were and what became of them, and the ledger, row for row. The audit book stays too; it never held an identifier.

A later text from the same number is a stranger's first: a new patient. Forgetting includes the STOP, which the carrier keeps.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import audit
from bot.erasure import placeholder, tables, trackers
from bot.errors import InputError
from bot.models import Patient

LONGEST_REASON = 300
#: Fewer letters of a name than this could stand in any reason.
SHORTEST_NAME = 3
#: In place of an opt-out's source: nothing may be sent to a person who is not there.
SOURCE = "erased"


def erase(session: Session, patient: Patient, *, reason: str, now: datetime, actor: str, staff_id: int | None = None) -> None:
    """Forget this person, for a reason that stays on file; somebody erased already stays as they are.

    InputError where the reason is missing or names them, or while a text to them is leaving at this very moment.
    """
    session.flush()
    patient = session.get(Patient, patient.id, with_for_update=True, populate_existing=True)
    if patient.erased_at is not None:
        return
    because = _reason(patient, reason)
    tables.refuse_under_way(session, patient, now)
    stand_in = placeholder.new()
    forgotten = {
        "messages": tables.erase_messages(session, patient, stand_in, now),
        "cases": tables.erase_cases(session, patient, staff_id, now),
        "notes": tables.erase_notes(session, patient),
        "photos": tables.erase_photos(session, patient, now),
        "check_ins": tables.erase_check_ins(session, patient, actor, now),
        "tracker_events": trackers.forget(session, patient),
    }
    tables.erase_conversation(session, patient)
    _erase_patient(patient, stand_in, because, now)
    audit.record(session, at=now, actor=actor, action="patient.erase", target=f"patient:{patient.id}",
                 clinic_id=patient.clinic_id, staff_id=staff_id, **forgotten)  # fmt: skip
    session.flush()


def _reason(patient: Patient, given: str) -> str:
    """Return the reason as it stays on file."""
    kept = " ".join(given.split())
    if not kept or len(kept) > LONGEST_REASON or not kept.isprintable():
        raise InputError(f"Say why this person is erased, in 1 to {LONGEST_REASON} characters.")
    digits = "".join(letter for letter in kept if letter.isdigit())
    names = [part for part in (patient.name or "").lower().split() if len(part) >= SHORTEST_NAME]
    words = {"".join(filter(str.isalpha, word)) for word in kept.lower().split()}
    contact = (patient.other_contact or "").lower()
    if words.intersection(names) or patient.phone[-6:] in digits or (contact and contact in kept.lower()):
        raise InputError("Write the reason without the person's name or number: it is the one thing that stays on file.")
    return kept


def _erase_patient(patient: Patient, stand_in: str, because: str, now: datetime) -> None:
    patient.phone, patient.name, patient.other_contact = stand_in, None, None
    patient.timezone = patient.clinic.timezone
    patient.consent_source = patient.consent_at = patient.consent_words = None
    patient.paused_at = None
    patient.opted_out_at, patient.opt_out_source = patient.opted_out_at or now, SOURCE
    patient.discharged_at = patient.discharged_at or now
    patient.erased_at, patient.erased_because = now, because
