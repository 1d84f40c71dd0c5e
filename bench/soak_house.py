"""The processes of the soak: two dialogues, two schedulers, a web process and the carrier; killed at random, started again."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from random import Random
from threading import Event

from sqlalchemy import select

from bot import enrolment, scheduler, sms
from bot.db import reading, transaction
from bot.delivery.sending import Delivery
from bot.dialogue import process as dialogue
from bot.models import Clinic
from bot.simulator import time_travel
from tests.faults.processes import Child, fork
from tests.faults.roles import TIMEOUT, Roles
from tests.faults.stage import Theatre, await_answer, request
from tests.house import CLINIC_PHONE

#: Seconds between two rounds of a scheduler's jobs, and between two looks of ours. Jobs that the product does less often than
#: every SELDOM seconds are done every so many rounds: machines of two cores have four workers to bear.
PAUSE, LOOK, SELDOM, ROUNDS = 0.1, 0.05, 1.5, 10
#: When nothing moves for so many real seconds, time goes on by so much: a claim or a retry is being waited for.
STUCK, STEP = 0.4, timedelta(seconds=21)
#: Real seconds in which everything that is due has to be done: a floor, and so much for each piece of work that was seen at once.
LONGEST_SETTLING, FOR_EACH = 60.0, 0.5
KINDS = [
    "timeout_after_accept", "error_429", "error_500", "duplicate_callback", "out_of_order_callback", "undelivered",
    "error_500_after_accept", "callback_before_response", "lost_callback", "latency", "stall", "lost_webhook",
]  # fmt: skip


@dataclass
class Worker:
    """One process that is started again when it dies."""

    name: str
    roles: Roles
    child: Child | None = None

    def see_to(self) -> None:
        """Start it if it is dead."""
        if self.child is None or self.child.look() is not None:
            self.roles.close()
            self.child = fork(getattr(Work(self.roles), self.name), self.roles.log)

    def kill(self) -> None:
        if self.child:
            self.child.kill()


@dataclass
class Work:
    """What the processes do, for ever: the product's own loops, without the pauses of its timer."""

    roles: Roles

    def web(self) -> None:
        self.roles.web()

    def dialogue(self) -> None:
        self.roles.ready_to_think()
        dialogue.work(self.roles.engine(), self.roles.brain, self.roles.clock, Event())

    def scheduler(self) -> None:
        sms.TIMEOUT = TIMEOUT
        engine, clock, gateway = self.roles.engine(), self.roles.clock, sms.Gateway(self.roles.settings)
        delivery = Delivery(engine, gateway, scheduler.worker_name(), clock)
        guards = [scheduler.Guard(job) for job in scheduler.jobs(engine, gateway, clock, delivery, self.roles.settings)]
        for number in count():
            for guard in guards:
                if guard.job.seconds < SELDOM or number % ROUNDS == 0:
                    guard()
            time.sleep(PAUSE)

    def timed_scheduler(self) -> None:
        """The scheduler at its own pace, with time moved as for the others."""
        scheduler.run(replace(self.roles.settings, simulator=True))


@dataclass
class SoakHouse:
    """A clinic's installation under the soak."""

    theatre: Theatre
    roles: Roles
    random: Random
    workers: list[Worker] = field(default_factory=list)
    kills: int = 0
    busy: float = 0.0
    seen: int = 0

    def open(self) -> None:
        """Start everything: one web process, two of each worker."""
        self.workers = [Worker(name, self.roles) for name in ("web", "dialogue", "dialogue", "scheduler", "scheduler")]
        self.see_to_all()

    def close(self) -> None:
        for worker in self.workers:
            worker.kill()

    def see_to_all(self) -> None:
        for worker in self.workers:
            worker.see_to()
        await_answer(f"http://127.0.0.1:{self.roles.settings.port}/healthz")

    def enrol(self, sessions: list[tuple[str, datetime]]) -> None:
        """Put the patients on file, by the front door."""
        with transaction(self.roles.engine()) as session:
            clinic = session.execute(select(Clinic)).scalar_one()
            for phone, performed_at in sessions:
                enrolment.enroll(session, clinic=clinic, phone=phone, performed_at=performed_at, now=self.now())
        self.roles.close()

    def now(self) -> datetime:
        return self.theatre.clock.now()

    def fail_at_random(self, seed: int, rate: float) -> None:
        """Let the carrier fail from now on."""
        order = {"kind": "random", "seed": seed, "rate": rate, "kinds": KINDS, "seconds": TIMEOUT[1] * 2}
        assert request("POST", self.theatre.carrier_url("/simulator/faults"), order) == 200

    def say(self, phone: str, words: str) -> None:
        body = {"from": phone, "to": CLINIC_PHONE, "text": words}
        request("POST", self.theatre.carrier_url("/simulator/messages"), body)

    def next_work(self) -> datetime | None:
        """Return when the next thing falls due."""
        with reading(self.roles.engine()) as session:
            ahead = [one.due_at for one in time_travel.waiting(session, self.now())]
        self.roles.close()
        return min(ahead, default=None)

    def settle(self, kill_share: float) -> None:
        """Let the workers do all that is due; perhaps one of them is killed at it."""
        began = time.monotonic()
        kill_at = began + self.random.random() * 0.3 if self.random.random() < kill_share else None
        moved, before, most = began, -1, 0
        while (left := self._left()) or kill_at:
            if kill_at and time.monotonic() > kill_at:
                self._kill()
                kill_at = None
            if left != before:
                moved, before, most = time.monotonic(), left, max(most, left)
            elif time.monotonic() - moved > STUCK:
                self.theatre.clock.move_to(self.now() + STEP)
                moved = time.monotonic()
            if time.monotonic() - began > LONGEST_SETTLING + most * FOR_EACH:
                raise AssertionError(f"{left} pieces of work are not done")
            time.sleep(LOOK)
        self.busy += time.monotonic() - began

    def _kill(self) -> None:
        victim = self.random.choice(self.workers)
        victim.kill()
        self.kills += 1
        self.see_to_all()

    def _left(self) -> int:
        with reading(self.roles.engine()) as session:
            left = len(time_travel.at_hand(session, self.now()))
        return left + len(self.theatre.carrier_rows("SELECT id FROM callback LIMIT 9"))

    def came(self) -> Iterator[tuple[str, str]]:
        """Yield (phone, words) of what has reached phones since the last look."""
        question = "SELECT id, to_phone, body FROM carrier_message WHERE direction != 'inbound' AND id > ? ORDER BY id"
        for row in self.theatre.carrier_rows(question, self.seen):
            self.seen = row["id"]
            yield row["to_phone"], row["body"]
