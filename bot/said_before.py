"""What a patient wrote a moment before: "with a big glass of red in hand" has its sense from the text before it."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.models import Message
from bot.own_words import own_words
from bot.turn.care import Care

#: For so long one text goes on about another.
LATELY = timedelta(hours=1)


def said_before(session: Session, row: Message, care: Care) -> str:
    """Return the patient's words before `row`, "" where they are older, or anything but calm.

    Where a rule sees danger in this text, or people have a case, it is read by itself.
    """
    if not care.gate_level == care.hint == care.case_level == "none":
        return ""
    theirs = (Message.patient_id == row.patient_id, Message.direction == "in", Message.id < row.id)
    last = session.execute(select(Message).where(*theirs).order_by(Message.id.desc()).limit(1)).scalars().first()
    if last is None or last.status != "answered" or last.urgency != "none" or row.created_at - last.created_at > LATELY:
        return ""
    return own_words(last)
