"""The scheduler process: check-ins falling due, the outbox, questions to the carrier, signs of life.

APScheduler is the timer and nothing else: what is to be done, and when, is in the record. So a restart forgets nothing,
a second scheduler is a second process, and a moved clock is followed at once.
"""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.engine import Engine

from bot import fault_points, heartbeat, log
from bot.clock import Clock
from bot.db import make_engine
from bot.delivery.overdue import tell_overdue
from bot.delivery.paging import Paging
from bot.delivery.reconcile import ask_for_receipts, release_stale, settle_unknown
from bot.delivery.sending import OTHER_LANE, URGENT_LANE, Carrier, Delivery
from bot.dispatch import dispatch_all
from bot.intake import Poll
from bot.late_texts import LateTexts
from bot.media.keeping import photos
from bot.on_call import OnCall
from bot.reconciling import Nightly
from bot.settings import Settings
from bot.silence import Silence
from bot.sms import Gateway
from bot.takeover import hand_back_due
from bot.unread import Unread

NAME = "scheduler"
#: Every job that fails is told of, but not more often than this many times in a row.
TELL_EVERY = 20


@dataclass(frozen=True)
class Job:
    """Something to do every so many seconds of real time."""

    name: str
    seconds: float
    work: Callable[[], object]


def worker_name() -> str:
    """Return a name for claims that no other living process has."""
    return f"{NAME}:{socket.gethostname()}:{os.getpid()}"[:64]


def jobs(engine: Engine, carrier: Carrier, clock: Clock, delivery: Delivery, settings: Settings | None = None) -> list[Job]:
    """Return everything that a scheduler does, each independent of the others' success."""
    return [
        Job("urgent texts", 0.2, partial(delivery.flow, URGENT_LANE)),
        Job("other texts", 0.4, partial(delivery.flow, OTHER_LANE)),
        Job("check-ins", 0.5, lambda: dispatch_all(engine, clock.now())),
        Job("dead workers", 2, lambda: release_stale(engine, clock.now(), delivery.busy())),
        Job("unclear sends", 1, partial(settle_unknown, engine, carrier, clock)),
        Job("overdue texts", 15, lambda: tell_overdue(engine, clock.now())),
        Job("held numbers", 15, Paging(engine, clock, settings)),
        Job("late receipts", 10, partial(ask_for_receipts, engine, carrier, clock)),
        Job("silence", 5, Silence(engine, clock)),
        Job("on call", 15, OnCall(engine, clock, settings)),
        Job("hand back", 5, lambda: hand_back_due(engine, clock.now())),
        Job("unread texts", 5, Unread(engine, clock)),
        Job("late texts", 15, LateTexts(engine, clock)),
        Job("missed texts", 60, Poll(engine, carrier, clock)),
        Job("ledger", 60, Nightly(engine, clock)),
        *([Job("photos", 1, photos(engine, settings, clock))] if settings else []),
        Job("heartbeat", heartbeat.EVERY.total_seconds(), partial(heartbeat.beat, engine, NAME)),
    ]


class Guard:
    """Runs a job and survives its errors: the database or the carrier may be away for a while."""

    def __init__(self, job: Job) -> None:
        self.job, self.failures = job, 0

    def __call__(self) -> None:
        try:
            self.job.work()
        except Exception as error:
            if self.failures % TELL_EVERY == 0:
                log.get().error("job failed", job=self.job.name, error=log.kind_of(error), failures=self.failures + 1)
            self.failures += 1
        else:
            if self.failures:
                log.get().info("job works again", job=self.job.name, after=self.failures)
            self.failures = 0


def make_timer(work: list[Job]) -> BackgroundScheduler:
    """Return a timer for these jobs; a job that is still running is not started again, and missed times are not made up."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns of every tick that a slow job skips
    timer = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(len(work))},
        job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        timezone="UTC",
    )
    for job in work:
        timer.add_job(Guard(job), "interval", seconds=job.seconds, name=job.name)
    return timer


def run(settings: Settings, stop: threading.Event | None = None) -> int:
    """Run until SIGTERM or SIGINT (or `stop`); what is being sent is finished first."""
    fault_points.arm(settings.fault_point)
    stopped = stop or _stop_on_signal()
    engine, clock = make_engine(settings.database_url), settings.clock()
    carrier = Gateway(settings)
    delivery = Delivery(engine, carrier, worker_name(), clock, settings.segments_per_second)
    work = jobs(engine, carrier, clock, delivery, settings)
    timer = make_timer(work)
    Guard(work[-1])()  # alive from the first second, not from the first tick
    timer.start()
    log.get().info("scheduler runs")
    stopped.wait()
    timer.shutdown(wait=False)
    delivery.stop()
    log.get().info("scheduler stopped")
    return 0


def _stop_on_signal() -> threading.Event:
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    return stopped
