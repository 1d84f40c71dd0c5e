"""A wish for no more texts that no keyword and no rule of the gate caught, but the reader understood: it is as final as STOP.

What may be one is told how to stop (bot.turn.respond).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import opt_out, outbox, published
from bot.clinic_texts import clinic_text
from bot.models import Message, Patient
from bot.turn.care import Care
from bot.turn.outcome import Outcome
from bot.turn.parsed import Parsed

ACT = "stop_messages"
#: As sure as the reader must be: who is opted out by mistake hears nothing more, who is not can still send STOP.
SURE = 0.8
#: How the record says that they told us: in their own words.
SOURCE = "words"


def is_wish(parsed: Parsed, care: Care) -> bool:
    """Return whether the text asks for no more texts, and for nothing that a person must look at first."""
    return parsed.intent == ACT and parsed.confidence >= SURE and care.gate_level == "none"


def granted(session: Session, row: Message, care: Care) -> Outcome:
    """Return the outcome of such a wish: the one confirmation, and no question left open."""
    patient = session.get(Patient, row.patient_id)
    told = clinic_text(published.general_texts(session, care.texts_version_id), "opt_out_confirmed", patient.clinic)
    return Outcome(text=told, memory=care.memory.copy(update={"question": None}), topics=["stop"], opts_out=True)


def carry_out(session: Session, row: Message, outcome: Outcome, now: datetime) -> None:
    """Opt the writer of `row` out and queue the confirmation; nothing where they are out already."""
    row.explanation = {**row.explanation, "opt_out": "stop"}
    patient = session.get(Patient, row.patient_id)
    if not opt_out.stop(session, patient, SOURCE, now):
        return
    outbox.answer(session, patient, row, outcome.text, f"opt_out:{row.id}", now)
