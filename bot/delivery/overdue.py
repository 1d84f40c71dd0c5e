"""Texts that a person's safety or an answer hangs on, and that after minutes nobody knows to have arrived: staff hear of it.

One case for each text, the same one that its failure would open.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, and_, cast, func, literal, or_, select, true
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import Select

from bot import escalations, log
from bot.db import reading, transaction
from bot.delivery import lines
from bot.delivery.undelivered import PURPOSE, what_it_was
from bot.models import ACCOUNT, Escalation, Message, Patient
from bot.outbox import REPLY, STAFF

#: A text that has not arrived for so long, as far as we know, is a case.
UNCONFIRMED = timedelta(minutes=10)
#: Alerts are called again by bot.on_call, and check-ins have the ledger.
SENDERS = ("bot", "staff")
#: Cases opened by one look.
MOST = 200


def tell_overdue(engine: Engine, now: datetime) -> int:
    """Open a case for every such text; return how many."""
    with reading(engine) as session:
        held = {line.phone for line in lines.seen(session) if line.held_at is not None}
        keys = [*session.scalars(_unconfirmed(now)), *session.scalars(_waiting(held, now))]
    return sum(_tell(engine, key, now) for key in keys)


def _unconfirmed(now: datetime) -> Select:
    """Handed over, and no final receipt. The carrier is still being asked, so these are the few of half a day."""
    asked = aliased(Message)
    sent = (Message.status == "sent", Message.next_attempt_at > now - timedelta(days=1), Message.sent_at <= now - UNCONFIRMED)
    counts = or_(Message.priority <= STAFF, asked.media_count > 0)
    return _without_case(*sent, counts).outerjoin(asked, asked.id == Message.reply_to_id)


def _waiting(held: set[str], now: datetime) -> Select:
    """Not handed over: the urgent ones, and every reply that a held number keeps."""
    phones = true() if ACCOUNT in held else Message.from_phone.in_(sorted(held))
    counts = or_(Message.priority <= STAFF, and_(Message.priority == REPLY, phones))
    since = func.coalesce(Message.handled_at, Message.next_attempt_at)
    due = (Message.status == "queued", Message.next_attempt_at <= now, since <= now - UNCONFIRMED)
    return _without_case(*due, counts)


def _without_case(*where: Any) -> Select:
    opened = select(Escalation.id).where(Escalation.purpose == literal(PURPOSE) + cast(Message.id, String))
    theirs = (Message.direction == "out", Message.sender.in_(SENDERS), Message.patient_id.is_not(None), *where)
    return select(Message.id).where(*theirs, ~opened.exists()).order_by(Message.priority, Message.id).limit(MOST)


def _tell(engine: Engine, key: int, now: datetime) -> bool:
    with transaction(engine) as session:
        row = session.execute(select(Message).where(Message.id == key).with_for_update()).scalar_one()
        if row.status not in ("sent", "queued"):
            return False
        _open(session, row, now)
        return True


def _open(session: Session, row: Message, now: datetime) -> None:
    log.get().warning("text not confirmed", message=row.id, sender=row.sender, status=row.status, code=row.error_code)
    how = "has not been confirmed as delivered" if row.status == "sent" else "could not be handed to the carrier"
    minutes = int(UNCONFIRMED.total_seconds() // 60)
    escalations.open_case(
        session,
        patient=session.get(Patient, row.patient_id),
        level="urgent" if row.priority <= STAFF else "review",
        codes=["unconfirmed"],
        reason=f"{what_it_was(row)} {how} for {minutes} minutes. Please reach the patient another way.",
        purpose=f"{PURPOSE}{row.id}",
        message=row,
        now=now,
    )
