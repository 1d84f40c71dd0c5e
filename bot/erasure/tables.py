"""What erasing a person does to each table."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, func, null, or_, select, update
from sqlalchemy.orm import Session

from bot import ledger
from bot.errors import InputError
from bot.media import words
from bot.models import CaseNote, CheckIn, Conversation, Escalation, Judgement, Message, Patient, Photo

ERASED = "the person was erased"
#: The carrier may tell us of a text again for a day: without its name we would take the erased one for new (bot.intake).
NAMES_LAST = timedelta(hours=48)
#: Ends of outgoing and incoming texts that wait for something.
CALLED_BACK, UNCLEAR, LEFT_UNREAD = "cancelled", "failed", "answered"


def refuse_under_way(session: Session, patient: Patient, now: datetime) -> None:
    """InputError while a worker is handing a text of this person's to the carrier: it would write down what came of it."""
    leaving = (Message.patient_id == patient.id, Message.status == "sending", Message.claimed_until > now)
    if session.execute(select(Message.id).where(*leaving).limit(1)).first():
        raise InputError("A text to this person is leaving at this moment. Nothing was erased; try again in a minute.")


def erase_messages(session: Session, patient: Patient, stand_in: str, now: datetime) -> int:
    """Empty every text to, from and about this person, and end what waits; return how many there were."""
    mine = Message.patient_id == patient.id
    held = select(Message.id).where(mine).order_by(Message.id).with_for_update()
    keys = session.execute(held).scalars().all()
    _execute(session, delete(Judgement).where(Judgement.message_id.in_(select(Message.id).where(mine))))
    is_old = or_(Message.direction == "out", Message.created_at < now - NAMES_LAST)
    status = case(
        (Message.status == "queued", CALLED_BACK),
        (Message.status.in_(("unknown", "sending")), UNCLEAR),
        (Message.status == "received", LEFT_UNREAD),
        else_=Message.status,
    )
    emptied = {
        "text": "",
        "explanation": {},
        "status": status,
        "from_phone": case((Message.direction == "in", stand_in), else_=Message.from_phone),
        # An alert goes to staff: their own number is nobody's secret here.
        "to_phone": case(((Message.direction == "out") & (Message.sender != "alert"), stand_in), else_=Message.to_phone),
        "provider_sid": case((is_old, null()), else_=Message.provider_sid),
        "next_attempt_at": None,
        "handled_at": func.coalesce(Message.handled_at, now),
        "claimed_until": None,
    }
    _execute(session, update(Message).where(mine).values(**emptied))
    return len(keys)


def erase_cases(session: Session, patient: Patient, staff_id: int | None, now: datetime) -> int:
    """Empty the cases, whose reasons quote the patient, and close those that are open; return how many there were."""
    mine = Escalation.patient_id == patient.id
    is_open = Escalation.status == "open"
    closed = {
        "resolved_at": case((is_open, now), else_=Escalation.resolved_at),
        "resolved_by": case((is_open, staff_id), else_=Escalation.resolved_by),
        "status": "resolved",
        "reason": ERASED.capitalize(),
        "note": None,
    }
    return _execute(session, update(Escalation).where(mine).values(**closed))


def erase_notes(session: Session, patient: Patient) -> int:
    """Empty what staff wrote to each other; return how many notes there were."""
    return _execute(session, update(CaseNote).where(CaseNote.patient_id == patient.id).values(text=""))


def erase_photos(session: Session, patient: Patient, now: datetime) -> int:
    """End every photo; return how many there were. The scheduler removes our files and the carrier's at its next look."""
    gone = {
        "state": "deleted",
        "reason": words.ERASED,
        "said_type": "",
        "deleted_at": func.coalesce(Photo.deleted_at, now),
        "attempts": 0,
        "next_attempt_at": case((Photo.url == "", null()), else_=now),
    }
    return _execute(session, update(Photo).where(Photo.patient_id == patient.id).values(**gone))


def erase_check_ins(session: Session, patient: Patient, actor: str, now: datetime) -> int:
    """End what is to come and forget what was answered; every row, its status and its life stay. Return how many there are."""
    mine = CheckIn.patient_id == patient.id
    ledger.mark_where(session, (mine, CheckIn.status.in_(ledger.OPEN)), "cancelled", ERASED, now=now, actor=actor)
    return _execute(session, update(CheckIn).where(mine).values(values={}))


def erase_conversation(session: Session, patient: Patient) -> None:
    """Forget what the next text would have been read against."""
    nothing: dict[str, Any] = {"memory": {}, "taken_over_by": None, "taken_over_at": None, "taken_over_until": None}
    _execute(session, update(Conversation).where(Conversation.patient_id == patient.id).values(**nothing))


#: Rows in hand are read anew afterwards: a database works these values out.
_IN_SQL = {"synchronize_session": False}


def _execute(session: Session, statement: Any) -> int:
    found = session.execute(statement.execution_options(**_IN_SQL))
    session.expire_all()
    return int(found.rowcount)
