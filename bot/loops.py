"""A machine that answers our answers: left without a reply after a few texts, and told to staff once a day."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot import escalations
from bot.models import Message, Patient

WITHIN = timedelta(minutes=10)
#: Rows of a conversation, in and out, that a text is compared with.
LOOK_BACK = 60
#: Built once, because every text that comes in asks it.
_LATEST = (
    select(Message.direction, Message.text, Message.created_at)
    .where(Message.patient_id == bindparam("patient_id"), Message.sender != "alert")
    .order_by(Message.id.desc())
    .limit(LOOK_BACK)
)


class Earlier(NamedTuple):
    """The texts so far: what came in within the last minutes, and what the patient was sent lately."""

    received: list[str]
    sent: list[str]


def earlier(session: Session, patient_id: int, now: datetime) -> Earlier:
    """Return the latest texts of the conversation that are on record."""
    rows = session.execute(_LATEST, {"patient_id": patient_id}).all()
    received = [text for direction, text, at in rows if direction == "in" and at > now - WITHIN]
    return Earlier(received, [text for direction, text, _ in rows if direction == "out"])


def stop(session: Session, patient: Patient, row: Message, now: datetime) -> None:
    """Leave a machine's text without a reply, and tell staff once a day."""
    row.status, row.handled_at = "answered", now
    row.explanation = {**row.explanation, "loop": True}
    escalations.open_case(
        session,
        patient=patient,
        level="review",
        codes=["loop"],
        reason="Texts like this keep coming in: perhaps a machine answers us. The companion has stopped replying to them.",
        purpose=f"loop:{patient.id}:{now:%Y-%m-%d}",
        message=row,
        now=now,
    )
