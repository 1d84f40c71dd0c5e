"""Claiming outbound texts: which may go now, most urgent first. The last look before they do is bot.delivery.fence."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import aliased

from bot import outbox
from bot.db import reading, transaction
from bot.delivery.fence import may_go
from bot.models import Message

#: Longer than the longest call to the carrier: whoever holds a claim beyond it has died.
CLAIM_LASTS = timedelta(seconds=30)
VALIDITY = timedelta(hours=4)
#: Where none of those may go (too late, called off), as after an outage, more are looked at: what is behind must not wait.
PAGE, PAGES = 200, 10


@dataclass(frozen=True)
class Parcel:
    """A claimed text on its way out: what the gateway needs to know of the row."""

    id: int
    from_phone: str
    to_phone: str
    text: str
    validity_s: float
    is_emergency: bool
    #: Whether things may change yet that keep it from leaving: then there is a last look.
    is_fenced: bool = False


def claim(engine: Engine, worker: str, now: datetime, priorities: tuple[int, ...], limit: int) -> list[Parcel]:
    """Claim up to `limit` texts that are due, most urgent first; the claim is committed before anything is sent."""
    with reading(engine) as session:  # nearly always there is nothing, and then no writer is kept waiting
        if session.execute(_due(now, priorities).limit(1)).first() is None:
            return []
    with transaction(engine) as session:
        for size in (limit, *[PAGE] * PAGES):
            rows = session.execute(_locked(now, priorities, size)).scalars().all()
            going = islice((row for row in rows if may_go(session, row, now)), limit)
            if (parcels := [_take(row, worker, now) for row in going]) or not rows:
                return parcels
            session.flush()
        return []


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
    is_fenced = row.sender in outbox.FENCED and not (row.purpose or "").startswith(outbox.PASSES_OPT_OUT)
    return Parcel(row.id, row.from_phone, row.to_phone, row.text, (ends - now).total_seconds(), is_emergency, is_fenced)
