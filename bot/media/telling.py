"""What a photo adds to a turn: a person looks at it, and the patient is told so beside whatever else is answered."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import published
from bot.clinic_texts import clinic_text
from bot.media.expecting import CODE, REASON
from bot.models import Message, Patient
from bot.protocols import load_default
from bot.turn.care import Care
from bot.turn.outcome import Outcome

#: Said after an answer that says nothing of people looking.
NOTE = "photo_note"


def with_photo(session: Session, row: Message, care: Care, outcome: Outcome, now: datetime) -> Outcome:
    """Return `outcome` with the case that a photo opens. A reply that promises no answer of its own says that one comes.

    Nothing is added where nothing is said, as to somebody who opted out, nor to a goodbye for good.
    """
    if not row.media_count or not outcome.text or outcome.opts_out or CODE in outcome.codes:
        return outcome
    if outcome.level != "none" or outcome.reason:
        return outcome.copy(update={"codes": [*outcome.codes, CODE]})
    texts = published.general_texts(session, care.texts_version_id)
    texts = texts if NOTE in texts.texts else load_default()
    note = clinic_text(texts, NOTE, session.get(Patient, row.patient_id).clinic, now=now)
    return outcome.copy(update={"text": f"{outcome.text} {note}"}).raised("review", CODE, REASON)
