"""Moving the demo's time as time moves: from one due moment to the next, each lived through before the next comes.

A jump straight to the end would send a week of check-ins at once, all late. So the clock is set to the moment when
something falls due, the other processes are given the time to hand it to the carrier, and then it goes on.
"""

import asyncio
import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, and_, cast, func, literal, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.db import reading
from bot.errors import InputError
from bot.models import CheckIn, Message
from bot.simulator.context import Simulator, of_request
from bot.simulator.phones_api import body_of, refuse

LONGEST_HOURS = 24 * 60
#: Seconds between two looks at the record, and how many looks a step may take before time goes on without it.
LOOK, LOOKS = 0.1, 200
#: How often a move stops for the same piece of work: a check-in held behind an open case is looked at every half hour.
PATIENCE = 3
AHEAD, LEAVING = ("planned", "held"), ("queued", "unknown")
BEING_MOVED = "time is being moved already; wait until it has arrived"


async def show(request: Request) -> Response:
    """Return what time it is in the demo, and whether it is being moved."""
    simulator = of_request(request)
    return JSONResponse({"now": simulator.clock.now().isoformat(), "moving": simulator.moving.locked()})


async def move(request: Request) -> Response:
    """Move time by {"advance_hours": …} and return where it arrived, once all that fell due is with the carrier."""
    simulator = of_request(request)
    try:
        step = hours(await body_of(request))
    except InputError as error:
        return refuse(error)
    return await _move_to(simulator, lambda now: now + step)


async def move_to_check_in(request: Request) -> Response:
    """Move time to the next check-in of {"patient": id}."""
    simulator = of_request(request)
    try:
        due_at = await run_in_threadpool(_next_check_in, simulator, await body_of(request))
    except InputError as error:
        return refuse(error)
    return await _move_to(simulator, lambda _now: due_at)


async def _move_to(simulator: Simulator, target: Any) -> Response:
    if simulator.moving.locked():
        return refuse(InputError(BEING_MOVED), 409)
    async with simulator.moving:
        await Journey(simulator).travel(target(simulator.clock.now()))
        return JSONResponse({"now": simulator.clock.now().isoformat()})


def hours(body: dict[str, Any]) -> timedelta:
    """Return how far to move. InputError unless `advance_hours` is a number above 0 and at most 60 days."""
    value = body.get("advance_hours")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InputError("advance_hours must be a number of hours, such as 24")
    if not 0 < value <= LONGEST_HOURS:
        raise InputError(f"advance_hours must be more than 0 and at most {LONGEST_HOURS}")
    return timedelta(hours=value)


def _next_check_in(simulator: Simulator, body: dict[str, Any]) -> datetime:
    patient_id = body.get("patient")
    if isinstance(patient_id, bool) or not isinstance(patient_id, int):
        raise InputError("patient must be the id of a patient")
    waiting = (CheckIn.patient_id == patient_id, CheckIn.status.in_(AHEAD), CheckIn.due_at > simulator.clock.now())
    with reading(simulator.record) as session:
        due_at = session.execute(select(func.min(CheckIn.due_at)).where(*waiting)).scalar()
    if due_at is None:
        raise InputError("this patient has no check-in ahead")
    return due_at


@dataclass(frozen=True)
class Work:
    """A check-in or a text that waits for its time."""

    key: str
    due_at: datetime
    expires_at: datetime | None


def waiting(session: Session, now: datetime) -> list[Work]:
    """Return everything that falls due after `now`."""
    check_ins = select(CheckIn).where(CheckIn.status.in_(AHEAD), CheckIn.due_at > now, ~in_outbox().exists())
    texts = select(Message).where(Message.direction == "out", Message.status.in_(LEAVING), Message.next_attempt_at > now)
    return [Work(f"check_in:{row.id}", row.due_at, row.expires_at) for row in session.execute(check_ins).scalars()] + [
        Work(f"message:{row.id}", row.next_attempt_at, row.expires_at) for row in session.execute(texts).scalars()
    ]


def at_hand(session: Session, now: datetime) -> set[str]:
    """Return what is due and not done: check-ins to send, texts on their way out, texts that wait for an answer.

    The check-ins first: one that becomes a text between the two looks is then seen at least once.
    """
    due = select(CheckIn.id).where(CheckIn.status.in_(AHEAD), CheckIn.due_at <= now, ~in_outbox().exists())
    check_ins = {f"check_in:{key}" for key in session.execute(due).scalars()}
    is_due = Message.next_attempt_at <= now
    leaving = and_(Message.direction == "out", or_(Message.status == "sending", and_(Message.status.in_(LEAVING), is_due)))
    unanswered = and_(Message.direction == "in", Message.status == "received", is_due)
    texts = session.execute(select(Message.id).where(or_(leaving, unanswered))).scalars()
    return check_ins | {f"message:{key}" for key in texts}


def in_outbox() -> Select:
    """Select the text that a check-in has become; from then on the text is what waits."""
    return select(Message.id).where(Message.purpose == literal("check_in:") + cast(CheckIn.id, String))


@dataclass
class Journey:
    """One move of the clock."""

    simulator: Simulator
    #: How often each piece of work was stopped for.
    stops: Counter[str] = field(default_factory=Counter)

    async def travel(self, target: datetime) -> None:
        """Go to `target`, stopping at every moment on the way at which something falls due."""
        await self.settle()  # a claim that is under way now would look abandoned after a jump
        while (stop := await run_in_threadpool(self._next_stop, target)) is not None:
            await self._arrive(stop)
        await self._arrive(target)

    async def _arrive(self, moment: datetime) -> None:
        if moment > self.simulator.clock.now():
            self.simulator.clock.move_to(moment)
        await self.settle()

    async def settle(self) -> None:
        """Wait until the other processes have done all that is due, or long enough to know that they will not."""
        for _ in range(LOOKS):
            if not await run_in_threadpool(self._at_hand):
                return
            await asyncio.sleep(LOOK)
        self.simulator.stuck |= await run_in_threadpool(self._at_hand)

    def _at_hand(self) -> set[str]:
        with reading(self.simulator.record) as session:
            return at_hand(session, self.simulator.clock.now()) - self.simulator.stuck

    def _next_stop(self, target: datetime) -> datetime | None:
        """Return the next moment to stop at. What is put off again and again is stopped for once more, when it expires."""
        now = self.simulator.clock.now()
        with reading(self.simulator.record) as session:
            ahead = [(work, self._stop_for(work)) for work in waiting(session, now)]
        stop = min((moment for _, moment in ahead if moment and now < moment <= target), default=None)
        self.stops.update(work.key for work, moment in ahead if moment == stop)
        return stop

    def _stop_for(self, work: Work) -> datetime | None:
        return work.due_at if self.stops[work.key] < PATIENCE else work.expires_at
