"""What a patient wrote a moment before: "with a big glass of red in hand" has its sense from the text before it."""

from datetime import timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.memory import TOPICS_LAST
from bot.models import Message
from bot.own_words import own_words
from bot.turn.care import Care

#: For so long a calm text may take a danger out of the one behind it.
LATELY = timedelta(hours=1)
#: Texts that go with the next one.
MOST = 2
#: Built once, because every turn asks it.
_BEFORE = (
    select(Message)
    .where(Message.patient_id == bindparam("patient_id"), Message.direction == "in", Message.id < bindparam("key"))
    .order_by(Message.id.desc())
    .limit(MOST)
)


def with_said(session: Session, row: Message, care: Care) -> Care:
    """Return the care with the patient's words before `row`, oldest first, while the talk is warm, and whether they were calm."""
    found = session.execute(_BEFORE, {"patient_id": row.patient_id, "key": row.id}).scalars().all()
    warm = [one for one in found if row.created_at - one.created_at <= TOPICS_LAST]
    said = [words for one in reversed(warm) if (words := own_words(one).strip())]
    return care.copy(update={"said": said, "said_calmly": _calmly(warm, row, care)})


def _calmly(warm: list[Message], row: Message, care: Care) -> bool:
    """Return whether the text just before is fresh, calm and answered; no where a rule sees danger or people have a case."""
    if not warm or not care.gate_level == care.hint == care.case_level == "none":
        return False
    last = warm[0]
    return last.status == "answered" and last.urgency == "none" and row.created_at - last.created_at <= LATELY
