"""Telling the customer what became of its texts: a queue in the store, worked off in order, resumed after a restart."""

import asyncio
import logging
from typing import TYPE_CHECKING

import httpx
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from bot.db import reading, transaction
from bot.simulator import faults, shapes
from bot.simulator.store import Callback, CarrierMessage

if TYPE_CHECKING:
    from bot.simulator.context import Simulator

log = logging.getLogger(__name__)

RANK = {"queued": 0, "sent": 1, "delivered": 2, "undelivered": 2}
#: Twilio's "unreachable destination handset".
UNREACHABLE = 30003
#: Seconds between one status of a text and the next, so that a watcher sees each.
PACE = 0.15
#: Seconds between looks into the store when nothing wakes us.
IDLE = 2.0
AT_ONCE = 20


def owe(session: Session, row: CarrierMessage) -> None:
    """Write down the callbacks that a newly accepted text will bring, as its fault would have them."""
    session.add_all([Callback(message_id=row.id, status=status) for status in _statuses(row.fault)])


def _statuses(fault: str | None) -> list[str]:
    if fault == faults.UNDELIVERED:
        return ["sent", "undelivered"]
    if fault == faults.OUT_OF_ORDER_CALLBACK:
        return ["delivered", "sent"]
    if fault == faults.DUPLICATE_CALLBACK:
        return ["sent", "sent", "delivered", "delivered"]
    return ["sent", "delivered"]


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
            row.error_code = UNREACHABLE if callback.status == "undelivered" else None
        return row.callback_url, shapes.status_webhook(row, callback.status, simulator.account)


def _forget(simulator: "Simulator", key: int) -> None:
    with transaction(simulator.store) as session:
        session.execute(delete(Callback).where(Callback.id == key))
