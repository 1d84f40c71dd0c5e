"""Claiming outbound texts: which may go now, and the last look before they do."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, aliased

from bot import escalations, outbox
from bot.db import reading, transaction
from bot.delivery.undelivered import check_in_of, note_check_in
from bot.models import CheckIn, Message, Patient

#: Longer than the longest call to the carrier: whoever holds a claim beyond it has died.
CLAIM_LASTS = timedelta(seconds=30)
#: How often a check-in of a patient who talks to a person looks whether it may go.
HELD_FOR = timedelta(minutes=5)
VALIDITY = timedelta(hours=4)
#: Who holds and ends a check-in's text on its way out, in the ledger.
ACTOR = "scheduler"


@dataclass(frozen=True)
class Parcel:
    """A claimed text on its way out: what the gateway needs to know of the row."""

    id: int
    from_phone: str
    to_phone: str
    text: str
    validity_s: float
    is_emergency: bool


def claim(engine: Engine, worker: str, now: datetime, priorities: tuple[int, ...], limit: int) -> list[Parcel]:
    """Claim up to `limit` texts that are due, most urgent first; the claim is committed before anything is sent."""
    with reading(engine) as session:  # nearly always there is nothing, and then no writer is kept waiting
        if session.execute(_due(now, priorities).limit(1)).first() is None:
            return []
    with transaction(engine) as session:
        rows = session.execute(_locked(now, priorities, limit)).scalars().all()
        return [_take(row, worker, now) for row in rows if _may_go(session, row, now)]


def _locked(now: datetime, priorities: tuple[int, ...], limit: int) -> select:
    chosen = _due(now, priorities).order_by(Message.priority, Message.id).limit(limit)
    return chosen.with_for_update(skip_locked=True, of=Message)


def _due(now: datetime, priorities: tuple[int, ...]) -> select:
    due = (Message.direction == "out", Message.status == "queued", Message.next_attempt_at <= now)
    return select(Message).where(*due, Message.priority.in_(priorities), ~_goes_before(now).exists())


def _goes_before(now: datetime) -> select:
    """An earlier text to the same person that must arrive first; less urgent ones are overtaken."""
    earlier = aliased(Message)
    waiting = and_(earlier.status == "queued", or_(earlier.next_attempt_at <= now, earlier.attempts > 0))
    same = (
        earlier.patient_id == Message.patient_id,
        earlier.to_phone == Message.to_phone,
        earlier.direction == "out",
        earlier.id < Message.id,
        earlier.priority <= Message.priority,
    )
    return select(earlier.id).where(*same, or_(earlier.status.in_(("sending", "unknown")), waiting))


def _take(row: Message, worker: str, now: datetime) -> Parcel:
    row.status, row.claimed_by, row.claimed_until = "sending", worker, now + CLAIM_LASTS
    row.attempts += 1
    row.handled_at = row.handled_at or now  # of an outbound text: its first attempt
    ends = min(row.expires_at or now + VALIDITY, now + VALIDITY)
    is_emergency = row.priority == outbox.EMERGENCY
    return Parcel(row.id, row.from_phone, row.to_phone, row.text, (ends - now).total_seconds(), is_emergency)


def _may_go(session: Session, row: Message, now: datetime) -> bool:
    """The fence: things may have changed since the text was queued. Ends or holds a row that must not go."""
    if row.expires_at is not None and row.expires_at <= now:
        return _end(session, row, "expired", "expired", "it could not be sent in its time", now)
    patient = session.get(Patient, row.patient_id) if row.patient_id else None
    if outbox.is_refused(patient, row.sender, row.purpose or ""):
        return _end(session, row, "cancelled", "opted_out", "the patient has opted out", now)
    if _is_called_off(session, row):
        return _end(session, row, "cancelled", "called_off", "", now)
    if patient is not None and escalations.is_taken_over(session, patient.id):
        return _yield_to_staff(session, row, now)
    return True


def _is_called_off(session: Session, row: Message) -> bool:
    key = check_in_of(row)
    planned = session.get(CheckIn, key) if key else None
    return planned is not None and planned.status not in ("planned", "held")


def _yield_to_staff(session: Session, row: Message, now: datetime) -> bool:
    """While a person talks, the bot is silent; urgent words and confirmations still pass."""
    if row.sender == "check_in":
        row.next_attempt_at = now + HELD_FOR
        note_check_in(session, row, "held", "a person is talking to the patient", now, ACTOR)
        return False
    is_talk = row.sender == "bot" and row.priority >= outbox.REPLY and not (row.purpose or "").startswith(outbox.PASSES_OPT_OUT)
    return not is_talk or _end(session, row, "cancelled", "taken_over", "", now)


def _end(session: Session, row: Message, status: str, code: str, reason: str, now: datetime) -> bool:
    row.status, row.error_code = status, code
    if reason:
        note_check_in(session, row, status, reason, now, ACTOR)
    return False
