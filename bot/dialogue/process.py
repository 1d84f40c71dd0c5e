"""The dialogue process: claims texts one after the other and takes each to its end."""

import signal
import socket
import threading
import time
from datetime import timedelta
from os import getpid

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot import conversation, fault_points, heartbeat, inbox, log, settings, training
from bot.clock import Clock
from bot.db import make_engine, reading
from bot.models import Message

#: Seconds between two looks when nothing waits.
IDLE = 0.05
#: Seconds between two signs of life.
BEAT_EVERY = 2.0
#: Seconds to wait before looking again when the database is away.
AWAY = 1.0
RETRY_AFTER = timedelta(seconds=2)


def main() -> int:
    """Run until SIGTERM or SIGINT; the text in hand is finished first."""
    log.configure()
    here = settings.load()
    fault_points.arm(here.fault_point)
    model = training.trained_model()  # a missing one is said at once, not after half a minute of imports
    engine, clock = make_engine(here.database_url), here.clock()
    from bot.dialogue.brain import Brain

    brain = Brain(model)
    brain.warm_up(clock.now())
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):  # not before: a process that still loads has nothing to finish
        signal.signal(name, lambda *_: stop.set())
    log.get().info("dialogue ready")
    work(engine, brain, clock, stop)
    return 0


def work(engine: Engine, brain: conversation.Brain, clock: Clock, stop: threading.Event) -> None:
    """Take texts until told to stop. A database that is away is waited for."""
    worker, beaten = f"dialogue@{socket.gethostname()}:{getpid()}", 0.0
    while not stop.is_set():
        try:
            if time.monotonic() - beaten > BEAT_EVERY:
                heartbeat.beat(engine, "dialogue")
                beaten = time.monotonic()
            if not take_one(engine, brain, worker, clock):
                stop.wait(IDLE)
        except SQLAlchemyError as error:
            log.get().warning("database away", error=log.kind_of(error))
            stop.wait(AWAY)


def take_one(engine: Engine, brain: conversation.Brain, worker: str, clock: Clock) -> bool:
    """Claim and answer one text; False when none waits. A failure puts it back, and the last one hands it to staff."""
    key = inbox.claim(engine, worker, clock.now())
    if key is None:
        return False
    fault_points.reach("text_claimed")
    try:
        if attempts(engine, key) > inbox.MOST_ATTEMPTS:  # whoever had it before did not live to tell
            conversation.give_up(engine, key, worker, clock.now())
        else:
            conversation.take_turn(engine, brain, key, worker, clock.now())
    except SQLAlchemyError:
        raise  # the claim runs out by itself
    except Exception as error:
        log.get().error("turn failed", message=key, error=log.kind_of(error))
        failed(engine, key, worker, clock)
    return True


def failed(engine: Engine, key: int, worker: str, clock: Clock) -> None:
    """Put a failed text back, or hand it to staff when it has failed too often."""
    now = clock.now()
    if attempts(engine, key) >= inbox.MOST_ATTEMPTS:
        conversation.give_up(engine, key, worker, now)
    else:
        inbox.put_back(engine, key, worker, now, RETRY_AFTER)


def attempts(engine: Engine, key: int) -> int:
    """Return how often a text has been claimed."""
    with reading(engine) as session:
        return session.get(Message, key).attempts
