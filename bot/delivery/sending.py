"""The outbox's way to the carrier: claim, commit, send, commit what came of it.

A text is claimed and committed as `sending` before the carrier hears of it. Whatever dies after that leaves a row that
bot.delivery.reconcile asks the carrier about before anything is sent again.
"""

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Protocol

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot import fault_points, log
from bot.carrier import Received, SendError, Sent
from bot.clock import Clock
from bot.db import transaction
from bot.delivery import fence, holds, lines, receipts, retries, undelivered
from bot.delivery.claims import Parcel, claim
from bot.delivery.precedence import Precedence
from bot.models import Message
from bot.outbox import CHECK_IN, EMERGENCY, REPLY, STAFF

#: An emergency never waits behind slow replies: it has threads of its own.
Lane = tuple[int, int]
URGENT_LANE, OTHER_LANE = (EMERGENCY, STAFF), (REPLY, CHECK_IN)
LANES = (URGENT_LANE, OTHER_LANE)
#: What a thread is in while it writes to the record.
Writing = Callable[[], AbstractContextManager[None]]
WIDTH = 8
#: Where more is due than a lane has threads, it asks again once so many are free, or after so many seconds with what is.
ROOM, ROOM_WITHIN = WIDTH // 2, 1.0
#: Texts after which a flow ends and leaves the rest to the next one: whoever started it has other things to do.
MOST_AT_ONCE = 400
#: How often, and how many seconds apart, an outcome is written again when the database is away.
WRITES, WRITE_PAUSE = 20, 0.5
#: The row of a text, locked. Built once, because every text's outcome is written.
_LOCKED = select(Message).where(Message.id == bindparam("key")).with_for_update()


class Carrier(Protocol):
    """A way out. bot.sms.Gateway is the one that is used; every method raises SendError."""

    def send(self, message_id: int, from_: str, to: str, text: str, validity_s: float) -> Sent: ...

    def find_sent(self, from_: str, to: str, text: str, since: datetime) -> list[Sent]: ...

    def status_of(self, sid: str) -> tuple[str, str | None]: ...

    def received(self, to: str, since: datetime) -> list[Received]: ...


class Delivery:
    """Sends what is due, several at a time, without ever waiting for the slowest."""

    def __init__(self, engine: Engine, carrier: Carrier, worker: str, clock: Clock, pace: float = 0) -> None:
        self.engine, self.carrier, self.worker, self.clock, self.pace = engine, carrier, worker, clock, pace
        self.pools = {lane: ThreadPoolExecutor(WIDTH, "delivery") for lane in LANES}
        self.under_way: dict[Lane, set[int]] = {lane: set() for lane in LANES}
        self.stopped = False
        #: Held while a lane claims: one claim at a time, and none whose texts would find the threads gone.
        self.claiming = {lane: threading.Lock() for lane in LANES}
        #: Told of every text that is off a thread, and of the end.
        self.room = threading.Condition()
        precedence = Precedence(engine)
        self.writing: dict[Lane, Writing] = {URGENT_LANE: nullcontext, OTHER_LANE: precedence.other}
        self.asking: dict[Lane, Writing] = {URGENT_LANE: precedence.urgent, OTHER_LANE: precedence.other}

    def busy(self) -> frozenset[int]:
        """Return the ids of the rows that this process is sending right now."""
        return frozenset().union(*self.under_way.values())

    def flow(self, lane: Lane) -> list[Future]:
        """Send what is due in a lane as `start` does, and ask for more as soon as threads are free, while there is more.

        Ends with the first claim that leaves a thread free, so nobody is asked in vain more than once.
        """
        begun = list[Future]()
        while len(begun) < MOST_AT_ONCE and (free := self._free(lane)):
            futures = self.start(lane)
            begun += futures
            if len(futures) < free:
                break
            self._await_room(lane)
        return begun

    def start(self, lane: Lane) -> list[Future]:
        """Claim what is due in a lane, as far as threads are free, and send it on those threads."""
        with self.claiming[lane]:
            free = self._free(lane)
            parcels = self._claim(lane, free) if free > 0 else []
            self.under_way[lane].update(parcel.id for parcel in parcels)
            return [self.pools[lane].submit(self._send, lane, parcel) for parcel in parcels]

    def _free(self, lane: Lane) -> int:
        """Return how many more texts the lane may take."""
        return 0 if self.stopped else WIDTH - len(self.under_way[lane])

    def _await_room(self, lane: Lane) -> None:
        with self.room:
            self.room.wait_for(lambda: self.stopped or self._free(lane) >= ROOM, ROOM_WITHIN)

    def _claim(self, lane: Lane, free: int) -> list[Parcel]:
        with self.asking[lane]():
            return claim(self.engine, self.worker, self.clock.now(), lane, free, self.pace)

    def stop(self) -> None:
        """Let what is under way end, and claim nothing more."""
        with self.room:
            self.stopped = True
            self.room.notify_all()
        for lane, pool in self.pools.items():
            with self.claiming[lane]:  # what is being claimed goes out too
                pool.shutdown(wait=False)
        for pool in self.pools.values():
            pool.shutdown(wait=True)

    def _send(self, lane: Lane, parcel: Parcel) -> None:
        try:
            send(self.engine, self.carrier, self.worker, parcel, self.clock, self.writing[lane])
        finally:
            with self.room:
                self.under_way[lane].discard(parcel.id)
                self.room.notify_all()


def deliver_due(engine: Engine, carrier: Carrier, worker: str, clock: Clock) -> int:
    """Send everything that is due and wait for the outcomes; return how many texts were tried."""
    delivery, tried = Delivery(engine, carrier, worker, clock), 0
    while futures := [future for lane in LANES for future in delivery.start(lane)]:
        tried += len(futures)
        wait(futures)
        _ = [future.result() for future in futures]
    delivery.stop()
    return tried


def send(engine: Engine, carrier: Carrier, worker: str, parcel: Parcel, clock: Clock, writing: Writing = nullcontext) -> None:
    """Hand one claimed text to the carrier and record what came of it; within `writing` the record is written to."""
    outcome: Sent | SendError
    fault_points.reach("send_begun")
    if parcel.is_fenced and not _leaves(engine, worker, parcel.id, clock, writing):
        return
    fault_points.reach("send_cleared")
    try:
        outcome = carrier.send(parcel.id, parcel.from_phone, parcel.to_phone, parcel.text, _left(parcel, clock))
    except SendError as error:
        outcome = error
    fault_points.reach("send_answered")
    for left in reversed(range(WRITES)):
        try:
            with writing(), transaction(engine) as session:
                _record(session, worker, parcel.id, outcome, clock.now())
                fault_points.reach("send_written")
            fault_points.reach("send_committed")
            return
        except DBAPIError as error:
            log.get().error("outcome not written", message=parcel.id, error=log.kind_of(error), left=left)
            time.sleep(WRITE_PAUSE if left else 0)


def _left(parcel: Parcel, clock: Clock) -> float:
    """Return how many seconds the carrier has to deliver: counted when it gets the text, not when that was claimed."""
    return (parcel.ends_at - clock.now()).total_seconds()


def _leaves(engine: Engine, worker: str, key: int, clock: Clock, writing: Writing) -> bool:
    try:
        with writing():
            return fence.leaves(engine, worker, key, clock)
    except DBAPIError as error:
        # Not sent. Its claim runs out, and bot.delivery.reconcile takes it up.
        log.get().error("no last look", message=key, error=log.kind_of(error))
        return False


def _record(session: Session, worker: str, key: int, outcome: Sent | SendError, now: datetime) -> None:
    row = session.execute(_LOCKED, {"key": key}).scalar_one()
    if isinstance(outcome, Sent):
        # A callback may have been faster than the answer; its rank decides.
        receipts.apply(session, row, outcome.sid, "accepted", None, now)
    elif row.status == "sending" and row.claimed_by == worker:
        not_taken(session, row, outcome, now)


def not_taken(session: Session, row: Message, error: SendError, now: datetime) -> None:
    """Decide what becomes of a text that the carrier did not take, by the kind of its refusal."""
    log.get().warning("text not taken", message=row.id, kind=error.kind, code=error.code, attempts=row.attempts)
    row.error_code = error.code
    if error.kind != "ambiguous":
        row.sent_at = None  # it certainly did not leave
    if error.kind == "ambiguous":
        look, hold = retries.hold_after_silence(error.code, row.priority == EMERGENCY)
        row.status, row.next_attempt_at, row.claimed_until = "unknown", now + look, now + hold
    elif error.kind == "opted_out":
        undelivered.opted_out(session, row, error.code, now)
    elif error.kind == "permanent":
        undelivered.failed(session, row, error.code, now)
    elif holds.holds_all(row, error.code):
        _hold(session, row, error.code, now)
    else:
        try_later(session, row, error.code, error.retry_after, now)


def _hold(session: Session, row: Message, code: str, now: datetime) -> None:
    """Hold the number; the text waits as if it had not been tried. An emergency goes on trying, and is with staff if it fails."""
    holds.hold(lines.of(session, holds.line_of(row, code)), code, now)
    if row.priority == EMERGENCY:
        try_later(session, row, code, None, now)
        return
    row.attempts -= 1
    row.status, row.claimed_by, row.claimed_until, row.next_attempt_at = "queued", None, None, now
    row.handled_at = row.handled_at if row.attempts else None


def try_later(session: Session, row: Message, code: str, retry_after: float | None, now: datetime) -> None:
    """Queue a text again after a pause; past the deadline check-ins wait on until they expire, all else goes to staff."""
    trial = retries.Trial(row.attempts, now - (row.handled_at or now))
    pause = retries.wait_after_refusal(trial, retry_after, random.random())  # noqa: S311 (spreads load, keeps no secret)
    if pause is None and row.priority != CHECK_IN:
        undelivered.failed(session, row, code, now)
        return
    row.status, row.claimed_by, row.claimed_until, row.sent_at = "queued", None, None, None
    row.next_attempt_at = now + (pause or retries.PATIENT_WAIT)
