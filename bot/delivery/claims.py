"""Claiming outbound texts: which may go now, most urgent first. The last look before they do is bot.delivery.fence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, aliased

from bot import outbox
from bot.carrier import LONGEST_VALIDITY
from bot.db import reading, transaction
from bot.delivery import lines
from bot.delivery.fence import Leaving, may_go
from bot.delivery.turns import Turn, is_due, turns
from bot.models import Conversation, Message, Patient

#: Longer than the longest call to the carrier: whoever holds a claim beyond it has died.
CLAIM_LASTS = timedelta(seconds=30)
#: Where none of those may go (too late, called off), as after an outage, more are looked at: what is behind must not wait.
PAGE, PAGES = 200, 10


@dataclass(frozen=True)
class Parcel:
    """A claimed text on its way out: what the gateway needs to know of the row, and the moment after which it must not arrive."""

    id: int
    from_phone: str
    to_phone: str
    text: str
    ends_at: datetime
    is_emergency: bool
    #: Whether things may change yet that keep it from leaving: then there is a last look.
    is_fenced: bool = False


def claim(engine: Engine, worker: str, now: datetime, priorities: tuple[int, ...], limit: int, pace: float = 0) -> list[Parcel]:
    """Claim up to `limit` texts that are due, most urgent first; the claim is committed before anything is sent.

    `pace` is how many segments a second each of our numbers may send, 0 for as many as there are.
    """
    with reading(engine) as session:  # nearly always there is nothing, and then no writer is kept waiting
        waiting = _waiting(session, now, priorities, pace)
    if not waiting:
        return []
    with transaction(engine) as session:
        desk = lines.lock(session, {turn.from_phone for turn in waiting}, pace, now)
        for page in _pages(waiting, limit):
            texts = _locked(session, page, now)
            if parcels := list(islice(_taken(session, desk, texts, worker, now), limit)):
                return parcels
            session.flush()
        return []


def _waiting(session: Session, now: datetime, priorities: tuple[int, ...], pace: float) -> list[Turn]:
    known = lines.seen(session)
    held, spent = lines.held(known, now), lines.spent(known, now, pace)
    return turns(session, now, priorities, held=held, spent=spent, limit=PAGE * PAGES)


def _pages(waiting: Sequence[Turn], limit: int) -> Iterator[list[int]]:
    """Yield the ids of the first `limit`, and then of more at a time."""
    start, size = 0, limit
    while start < len(waiting):
        yield [turn.id for turn in waiting[start : start + size]]
        start, size = start + size, PAGE


def _locked(session: Session, keys: list[int], now: datetime) -> list[Leaving]:
    """Lock those of `keys` that still wait and that nothing goes before, in the order of `keys`."""
    due = (Message.id.in_(keys), Message.status == "queued", is_due(now), ~_goes_before(now).exists())
    theirs = select(Message, Patient, Conversation).outerjoin(Patient, Patient.id == Message.patient_id)
    found = theirs.outerjoin(Conversation, Conversation.patient_id == Message.patient_id).where(*due)
    locked = session.execute(found.with_for_update(skip_locked=True, of=Message)).all()
    return sorted((Leaving(*one) for one in locked), key=lambda text: keys.index(text.row.id))


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


def _taken(session: Session, desk: lines.Desk, texts: list[Leaving], worker: str, now: datetime) -> Iterator[Parcel]:
    for text in texts:
        if desk.lets(text.row) and may_go(session, text, now):
            desk.note(text.row)
            yield _take(text.row, worker, now)


def _take(row: Message, worker: str, now: datetime) -> Parcel:
    row.status, row.claimed_by, row.claimed_until = "sending", worker, now + CLAIM_LASTS
    row.attempts += 1
    row.handled_at = row.handled_at or now  # of an outbound text: its first attempt
    ends_at = row.expires_at or now + LONGEST_VALIDITY
    is_emergency = row.priority == outbox.EMERGENCY
    is_fenced = row.sender in outbox.FENCED and not (row.purpose or "").startswith(outbox.PASSES_OPT_OUT)
    return Parcel(row.id, row.from_phone, row.to_phone, row.text, ends_at, is_emergency, is_fenced)
