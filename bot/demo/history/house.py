"""The whole product in one process: its web server with the simulated carrier, the dialogue, the scheduler's jobs.

Nothing in it knows that its time is moved. A text goes out to the carrier by HTTP and comes in as a signed webhook.
"""

import socket
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import wait
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import and_, event, func, or_, select
from sqlalchemy.engine import Engine

from bot import scheduler
from bot.conversation import Brain
from bot.db import make_engine, migrate, reading
from bot.delivery.sending import Delivery
from bot.demo import people
from bot.demo.history import RECORD
from bot.demo.history.story_clock import StoryClock
from bot.dialogue.process import take_one
from bot.errors import BotError
from bot.models import Message
from bot.settings import Settings
from bot.simulator import callbacks
from bot.simulator.store import Callback, open_store
from bot.sms import Gateway
from bot.web.app import create_app
from bot.web.serving import served

WORKER = "demo"
#: Jobs without which nothing moves; jobs that follow where something has moved; the others look for what did not happen.
ALWAYS, AFTER = ("urgent texts", "other texts", "check-ins"), ("on call", "hand back", "held numbers", "photos")
#: Asked for by name, and one that says that a process lives.
MISSED, ALIVE = "missed texts", "heartbeat"
#: Rounds of work after which something goes round in circles, and looks for the carrier's last word.
MOST_ROUNDS, LOOKS, LOOK = 60, 1500, 0.008


def _work(jobs: Iterable[scheduler.Job]) -> int:
    """Do these jobs once; return how much there was to do."""
    return sum(_done(job.work()) for job in jobs)


def _done(result: Any) -> int:
    """Return how much a job did; texts that are on their way are waited for."""
    if isinstance(result, list):
        wait(result)
        return sum(future.result() is None for future in result)
    return int(result or 0)


class House:
    """The running product."""

    def __init__(self, settings: Settings, engine: Engine, clock: StoryClock, brain: Brain) -> None:
        self.settings, self.engine, self.clock, self.brain = settings, engine, clock, brain
        self.gateway, self.store = Gateway(settings), open_store(settings.var)
        self.delivery = Delivery(engine, self.gateway, WORKER, clock)
        every = scheduler.jobs(engine, self.gateway, clock, self.delivery, settings)
        self.always, self.after, self.missed = (
            [job for job in every if job.name in names] for names in (ALWAYS, AFTER, (MISSED,))
        )
        self.seldom = [job for job in every if job.name not in (*ALWAYS, *AFTER, MISSED, ALIVE)]
        self.phone = httpx.Client(base_url=settings.public_url, trust_env=False, timeout=60)

    def text(self, phone: str, words: str, pictures: int = 0) -> None:
        """Text the clinic as that phone. BotError where the carrier does not take it."""
        sent = {"from": phone, "to": self.clinic_phone(), "text": words, **({"pictures": pictures} if pictures else {})}
        answer = self.phone.post("/simulator/messages", json=sent)
        if answer.status_code != 200:
            raise BotError(f"the simulator did not take a text ({answer.status_code})")

    def clinic_phone(self) -> str:
        """Return the number of the demo's clinic."""
        return str(people()["clinic"]["phone"])

    def fault(self, spec: Mapping[str, Any]) -> None:
        """Let the carrier fail once; `spec` is what the simulator's switch for it takes. BotError where it takes it not."""
        if self.phone.post("/simulator/faults", json={"count": 1, **spec}).status_code != 200:
            raise BotError(f"the simulator knows no such fault: {spec}")

    def settle(self) -> None:
        """Do all that is due, as scheduler and dialogue would. BotError when it never ends."""
        for round_ in range(MOST_ROUNDS):
            if self._answer() + _work(self.always if round_ else [*self.always, *self.after]):
                self.clock.tick()
                self._hear_all()
            if not self._is_something_waiting():
                return
            self.clock.tick()
        raise BotError("work that never ends")

    def _answer(self) -> int:
        """Let the dialogue answer what has come in."""
        done = 0
        while take_one(self.engine, self.brain, WORKER, self.clock):
            self.clock.tick(2)
            done += 1
        return done

    def _is_something_waiting(self) -> bool:
        """Return whether a text waits for its answer, or to leave: a number sends no faster than its pace."""
        is_due = Message.next_attempt_at <= self.clock.now()
        waits = and_(Message.direction == "in", Message.status == "received", is_due)
        leaves = and_(Message.direction == "out", Message.status == "queued", is_due)
        with reading(self.engine) as session:
            return session.execute(select(Message.id).where(or_(waits, leaves)).limit(1)).first() is not None

    def _hear_all(self) -> None:
        """Wait until the carrier has said what became of every text."""
        pause = threading.Event()
        for _ in range(LOOKS):
            with reading(self.store) as session:
                if not session.execute(select(func.count(Callback.id))).scalar():
                    return
            pause.wait(LOOK)
        raise BotError("the carrier owes an answer")

    def look_around(self) -> None:
        """Do the jobs that look for what did not happen."""
        _work(self.seldom)

    def ask_carrier(self) -> None:
        """Take in the texts whose webhook never came."""
        _work(self.missed)

    def close(self) -> None:
        """Let go of everything."""
        self.delivery.stop()
        self.phone.close()
        self.store.dispose()


@contextmanager
def open_house(settings: Settings, folder: Path, clock: StoryClock, brain: Brain) -> Iterator[House]:
    """The product with a record of its own in `folder`, on a port of its own."""
    here = _moved(settings, folder)
    migrate(here.database_url)
    engine = make_engine(here.database_url)
    with _at_once(), served(create_app(here, engine, clock), here.port):
        house = House(here, engine, clock, brain)
        try:
            yield house
        finally:
            house.close()
            engine.dispose()


def record_in(folder: Path) -> str:
    """Return the address of the record in a folder."""
    return f"sqlite:///{(folder / RECORD).absolute()}"


def _moved(settings: Settings, folder: Path) -> Settings:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    here = f"http://127.0.0.1:{port}"
    carrier = f"{here}/simulator/twilio"
    return replace(settings, var=folder, port=port, public_url=here, twilio_api_url=carrier, database_url=record_in(folder))


@contextmanager
def _at_once() -> Iterator[None]:
    """Nobody watches here: no pause between the statuses of a text, and no wait for the disk.

    What is half made when the power fails is made anew.
    """
    pace, callbacks.PACE = callbacks.PACE, 0.0
    event.listen(Engine, "engine_connect", _without_waiting)
    try:
        yield
    finally:
        event.remove(Engine, "engine_connect", _without_waiting)
        callbacks.PACE = pace


def _without_waiting(connection: Any, _branch: bool) -> None:
    connection.connection.cursor().execute("PRAGMA synchronous=OFF").close()
