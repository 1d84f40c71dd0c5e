"""What the forked processes do: the carrier, the web process, the dialogue and the scheduler, each the product's own code."""

import asyncio
import os
from collections.abc import AsyncIterator
from concurrent.futures import wait
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from starlette.applications import Starlette

from actions import performing
from bot import scheduler, simulator, sms
from bot.clock import ShiftedClock
from bot.db import make_engine, reading
from bot.delivery.sending import LANES, Delivery
from bot.dialogue import process as dialogue
from bot.models import Message
from bot.settings import Settings
from bot.simulator import callbacks, phones_api
from bot.web.app import create_app

#: Seconds until the gateway gives up on a silent carrier, so that a combination needs no ten of them.
TIMEOUT = (2.0, 0.6)
#: The carrier tells at once what became of a text, and asks once only, as Twilio does.
PACE, IDLE = 0.002, 0.02
TRIES: tuple[float, ...] = (0.0,)
WAITS, QUIET = 3, 0
#: What a scheduler looks ahead: a text that is to go out so soon is waited for.
SOON = timedelta(minutes=10)


@dataclass
class Roles:
    """The processes' common surroundings. `settings` holds the database's address, `brain` the loaded model."""

    settings: Settings
    brain: Any
    carrier_port: int

    @property
    def clock(self) -> ShiftedClock:
        return ShiftedClock(self.settings.var / "clock")

    @property
    def log(self) -> Path:
        return self.settings.var / "processes.log"

    def on(self, database_url: str) -> "Roles":
        """Return the same on another database."""
        return replace(self, settings=replace(self.settings, database_url=database_url))

    def engine(self) -> Engine:
        """Return the engine, the same in every process, so that no statement is compiled anew; connections are each one's own."""
        return _engine(self.settings.database_url)

    def close(self) -> None:
        """Leave no connection open that a fork would share."""
        self.engine().dispose()
        performing.engine().dispose()

    def carrier(self) -> None:
        """The simulated carrier in a process of its own, which no fault of ours ends."""
        callbacks.PACE, callbacks.IDLE, phones_api.TRIES_AFTER = PACE, IDLE, TRIES  # type: ignore[assignment]
        app = Starlette(routes=simulator.routes(), lifespan=_carrier_at_work)
        app.state.settings, app.state.engine, app.state.clock = self.settings, self.engine(), self.clock
        _serve(app, self.carrier_port)

    def web(self) -> None:
        """The web process."""
        _serve(create_app(self.settings, self.engine(), self.clock), self.settings.port)

    def work(self) -> int:
        """The dialogue, then the scheduler, in one process: QUIET where nothing is left to wait for, else WAITS."""
        self.dialogue()
        return self.scheduler()

    def dialogue(self) -> None:
        """The dialogue process, until no text waits that it may take."""
        self.ready_to_think()
        engine, worker = self.engine(), f"dialogue:{os.getpid()}"
        while dialogue.take_one(engine, self.brain, worker, self.clock):
            pass

    def ready_to_think(self) -> None:
        """Give the forked model its own event loop, and its actions this database."""
        os.environ["DATABASE_URL"] = self.settings.database_url
        performing.engine.cache_clear()
        performing.make_engine = _engine
        self.brain.loop = asyncio.new_event_loop()

    def scheduler(self) -> int:
        """The scheduler process: its jobs in turn, then once more what goes out. QUIET where nothing waits, else WAITS."""
        sms.TIMEOUT = TIMEOUT
        engine, clock = self.engine(), self.clock
        gateway = sms.Gateway(self.settings)
        delivery = Delivery(engine, gateway, scheduler.worker_name(), clock)
        guards = [scheduler.Guard(job) for job in scheduler.jobs(engine, gateway, clock, delivery, self.settings)]
        for guard in guards:
            guard()
        for lane in LANES:
            wait(delivery.start(lane))
        delivery.stop()
        return WAITS if self._is_waiting(engine) or any(guard.failures for guard in guards) else QUIET

    def _is_waiting(self, engine: Engine) -> bool:
        inbound = (Message.direction == "in") & (Message.status == "received")
        soon = (Message.status == "queued") & (Message.next_attempt_at <= self.clock.now() + SOON)
        outbound = (Message.direction == "out") & (soon | Message.status.in_(("sending", "unknown")))
        with reading(engine) as session:
            return bool(session.execute(select(func.count()).where(inbound | outbound)).scalar_one())


@lru_cache
def _engine(url: str) -> Engine:
    return make_engine(url)


@asynccontextmanager
async def _carrier_at_work(app: Starlette) -> AsyncIterator[None]:
    async with simulator.lifespan(app):
        yield


def _serve(app: Starlette, port: int) -> None:
    uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False, ws="none")).run()
