"""Asking the carrier what became of texts: unclear sends, sends of workers that died, receipts that are late."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import or_, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot import fault_points, log
from bot.carrier import SendError, Sent
from bot.clock import Clock
from bot.db import reading, transaction
from bot.delivery import receipts, retries, undelivered
from bot.delivery.claims import CLAIM_LASTS
from bot.delivery.sending import Carrier, try_later
from bot.models import Message
from bot.outbox import EMERGENCY

AT_ONCE = 8
#: Nobody else asks about a row while one process does.
ASKING_LASTS = timedelta(seconds=25)
#: Marks an emergency that was sent again without knowing: once, because a carrier that takes texts in silence has them all.
REPEATED = "repeated"


def release_stale(engine: Engine, now: datetime, busy: Collection[int] = ()) -> int:
    """Texts that a dead worker was sending may have left: mark them unclear, so that the carrier is asked. Returns how many."""
    # A claim that ends far ahead was made before the clock was set back: nobody lives to keep it that long.
    over = or_(Message.claimed_until < now, Message.claimed_until > now + 3 * CLAIM_LASTS)
    stale = (Message.direction == "out", Message.status == "sending", over, Message.id.not_in(busy))
    with reading(engine) as session:
        if session.execute(select(Message.id).where(*stale).limit(1)).first() is None:
            return 0
    until = now + retries.IN_FLIGHT
    unclear = {"status": "unknown", "error_code": "interrupted", "next_attempt_at": now, "claimed_until": until}
    with transaction(engine) as session:
        return int(session.execute(update(Message).where(*stale).values(**unclear)).rowcount)


def settle_unknown(engine: Engine, carrier: Carrier, clock: Clock) -> int:
    """Ask about unclear sends: found ones are sent, absent ones are queued again. Returns how many were asked about."""
    keys = _take_up(engine, clock.now(), "unknown")
    with ThreadPoolExecutor(AT_ONCE, "reconcile") as pool:  # one slow answer must not use up the time of the others
        list(pool.map(partial(_settle, engine, carrier, clock), keys))
    return len(keys)


def _take_up(engine: Engine, now: datetime, status: str) -> list[int]:
    """Reserve rows of `status` whose time has come, so that no other process asks about them meanwhile."""
    due = (Message.direction == "out", Message.status == status, Message.next_attempt_at <= now)
    with reading(engine) as session:
        chosen = select(Message.id).where(*due).order_by(Message.priority, Message.id).limit(AT_ONCE)
        keys = session.execute(chosen).scalars().all()
    return [key for key in keys if _reserve(engine, now, key, due)]


def _reserve(engine: Engine, now: datetime, key: int, due: tuple) -> bool:
    with transaction(engine) as session:
        later = update(Message).where(Message.id == key, *due).values(next_attempt_at=now + ASKING_LASTS)
        return bool(session.execute(later).rowcount == 1)


def _settle(engine: Engine, carrier: Carrier, clock: Clock, key: int) -> None:
    with reading(engine) as session:
        row = session.get(Message, key)
    try:
        found = carrier.find_sent(row.from_phone, row.to_phone, row.text, row.handled_at or row.created_at)
    except SendError as error:
        log.get().warning("carrier cannot be asked", message=key, code=error.code)
        found = None
    fault_points.reach("unclear_asked")
    with transaction(engine) as session:
        row = session.execute(select(Message).where(Message.id == key).with_for_update()).scalar_one()
        if row.status == "unknown":
            _decide(session, row, found, clock.now())
    fault_points.reach("unclear_settled")


def _decide(session: Session, row: Message, found: list[Sent] | None, now: datetime) -> None:
    taken = _unclaimed(session, found or [])
    if taken is not None:
        receipts.apply(session, row, taken.sid, "accepted", None, now)
    elif found is None:
        _without_a_list(session, row, now)
    elif now >= (row.claimed_until or now):
        _absent(session, row, now)
    else:
        row.next_attempt_at = min(now + retries.LOOK_AGAIN, row.claimed_until)


def _unclaimed(session: Session, found: list[Sent]) -> Sent | None:
    """The oldest of the carrier's texts that is no other row's: the same words may be sent twice on purpose."""
    ours = Message.provider_sid.in_([sent.sid for sent in found])
    known = set(session.execute(select(Message.provider_sid).where(ours)).scalars())
    return next((sent for sent in reversed(found) if sent.sid not in known), None)


def _absent(session: Session, row: Message, now: datetime) -> None:
    """Certainly not sent: queue it again at once, unless it has been tried enough."""
    try_later(session, row, row.error_code or "absent", None, now)
    if row.status == "queued":
        row.next_attempt_at = min(row.next_attempt_at, now + timedelta(seconds=1))


def _without_a_list(session: Session, row: Message, now: datetime) -> None:
    elapsed = now - (row.handled_at or now)
    if row.priority == EMERGENCY and not row.explanation.get(REPEATED) and elapsed >= retries.EMERGENCY_PATIENCE:
        row.explanation = {**row.explanation, REPEATED: True}
        try_later(session, row, "unconfirmed", None, now)
    elif elapsed > retries.DEADLINE:
        undelivered.failed(session, row, "unconfirmed", now)
    else:
        row.next_attempt_at = now + retries.LOOK_AGAIN


def ask_for_receipts(engine: Engine, carrier: Carrier, clock: Clock) -> int:
    """Ask about texts whose final receipt is late, a few times at growing intervals. Returns how many were asked about."""
    keys = _take_up(engine, clock.now(), "sent")
    for key in keys:
        with reading(engine) as session:
            sid = session.get(Message, key).provider_sid
        try:
            status, code = carrier.status_of(sid)
        except SendError:
            continue  # asked again when the reservation ends
        with transaction(engine) as session:
            row = session.execute(select(Message).where(Message.id == key).with_for_update()).scalar_one()
            if row.status == "sent" and not receipts.apply(session, row, sid, status, code, clock.now()):
                row.next_attempt_at = receipts.next_question(row.sent_at, clock.now())
    return len(keys)
