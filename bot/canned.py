"""Replies that a clinic writes often, with placeholders that are filled for the patient who is answered."""

from datetime import datetime
from string import Formatter

from sqlalchemy.orm import Session

from bot import audit, sms_text
from bot.errors import InputError
from bot.models import CannedReply, Clinic, Patient, Staff

PLACEHOLDERS = ("patient_name", "clinic_phone", "clinic_name")
LONGEST_TITLE, MOST_SEGMENTS = 80, 6


def filled(text: str, patient: Patient, clinic: Clinic) -> str:
    """Return a reply with the placeholders filled; a patient without a name is "there", as in "Hello there"."""
    values = {"patient_name": patient.name or "there", "clinic_phone": clinic.phone, "clinic_name": clinic.name}
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def check(title: str, text: str) -> tuple[str, str]:
    """Return a title and a text as they are kept. InputError, in words, for what cannot be."""
    title, text = title.strip(), text.strip()
    if not title or not text:
        raise InputError("A reply needs a title and a text.")
    if len(title) > LONGEST_TITLE:
        raise InputError(f"Keep the title under {LONGEST_TITLE} characters.")
    if sms_text.segments(text) > MOST_SEGMENTS:
        raise InputError(f"This is too long: a text message takes {MOST_SEGMENTS} parts at most.")
    try:
        strange = [name for _, name, _, _ in Formatter().parse(text) if name is not None and name not in PLACEHOLDERS]
    except ValueError:
        raise InputError("A curly bracket is left open or closed alone.") from None
    if strange:
        raise InputError(
            f"There is no placeholder {{{strange[0]}}}. There are: {', '.join(f'{{{name}}}' for name in PLACEHOLDERS)}."
        )
    return title, text


def note(session: Session, action: str, row: CannedReply, by: Staff, now: datetime) -> None:
    """Write a change into the audit book."""
    who = {"actor": by.email, "clinic_id": by.clinic_id, "staff_id": by.id}
    audit.record(session, at=now, action=f"canned.{action}", target=f"canned:{row.id}", **who)
