"""Telling the customer what became of its texts: a queue in the store, worked off in order, resumed after a restart."""

import asyncio
import logging
from typing import TYPE_CHECKING

import httpx
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from bot.db import reading, transaction
from bot.simulator import shapes
from bot.simulator.faults import codes, kinds
from bot.simulator.store import Callback, CarrierMessage

if TYPE_CHECKING:
    from bot.simulator.context import Simulator

log = logging.getLogger(__name__)

RANK = {"accepted": 0, "queued": 0, "sent": 1, "delivered": 2, "undelivered": 2}
#: Seconds between one status of a text and the next, so that a watcher sees each.
PACE = 0.15
#: Seconds between looks into the store when nothing wakes us.
IDLE = 2.0
AT_ONCE = 20


def owe(session: Session, row: CarrierMessage) -> None:
    """Write down the callbacks that a newly accepted text will bring, as its fault would have them."""
    session.add_all([Callback(message_id=row.id, status=status) for status in _statuses(row.fault)])


def _statuses(fault: str | None) -> list[str]:
    if fault == kinds.UNDELIVERED:
        return ["sent", "undelivered"]
    if fault == kinds.OUT_OF_ORDER_CALLBACK:
        return ["delivered", "sent"]
    if fault == kinds.DUPLICATE_CALLBACK:
        return ["sent", "sent", "delivered", "delivered"]
    return ["sent", "delivered"]


def is_owed(simulator: "Simulator", message_id: int) -> bool:
    """Return whether the customer has yet to hear what became of a text."""
    with reading(simulator.store) as session:
        owed = select(Callback.id).where(Callback.message_id == message_id).limit(1)
        return session.execute(owed).first() is not None


async def work(simulator: "Simulator") -> None:
    """Post callbacks for ever, one status of each text a round, so that one text's statuses never overtake each other."""
    while True:
        try:
            posted = await _round(simulator)
        except Exception:  # a full disk or a bug must not end the carrier for good
            log.exception("the simulated carrier could not post its callbacks")
            posted = 0
        if posted:
            await asyncio.sleep(PACE)
        else:
            await _wait(simulator.owed)


async def _wait(owed: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(owed.wait(), IDLE)
    except asyncio.TimeoutError:
        return
    owed.clear()


async def _round(simulator: "Simulator") -> int:
    due = await run_in_threadpool(_next_of_each, simulator)
    await asyncio.gather(*(_post(simulator, key) for key in due))
    return len(due)


def _next_of_each(simulator: "Simulator") -> list[int]:
    first = select(func.min(Callback.id)).group_by(Callback.message_id).order_by(func.min(Callback.id)).limit(AT_ONCE)
    with reading(simulator.store) as session:
        return list(session.execute(first).scalars())


async def _post(simulator: "Simulator", key: int) -> None:
    url, parameters = await run_in_threadpool(_step, simulator, key)
    if url:
        try:
            await simulator.post(url, parameters)
        except httpx.HTTPError:
            log.warning("a status callback found nobody at home")  # as with Twilio, it is not tried again
    await run_in_threadpool(_forget, simulator, key)


def _step(simulator: "Simulator", key: int) -> tuple[str | None, dict[str, str]]:
    """Move the text on to the callback's status, never backwards, and return what is to be posted where."""
    with transaction(simulator.store) as session:
        callback = session.get(Callback, key)
        row = session.get(CarrierMessage, callback.message_id)
        if RANK[callback.status] > RANK[row.status]:
            row.status, row.updated_at = callback.status, simulator.clock.now()
            row.error_code = (row.fault_code or codes.UNREACHABLE) if callback.status == "undelivered" else None
        url = None if row.fault == kinds.LOST_CALLBACK else row.callback_url
        return url, shapes.status_webhook(row, callback.status, simulator.account)


def _forget(simulator: "Simulator", key: int) -> None:
    with transaction(simulator.store) as session:
        session.execute(delete(Callback).where(Callback.id == key))
