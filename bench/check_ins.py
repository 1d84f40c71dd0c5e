"""How many check-ins that fall due in the same minute become texts in the outbox, each second."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select

from bench import job_store
from bench.house import House, houses
from bench.processes import rate
from bench.result import Result
from bot import scheduler
from bot.db import reading, transaction
from bot.delivery.sending import Delivery
from bot.dispatch import dispatch_due
from bot.models import CheckIn, Message

NUMBER = 2000
#: A working day: every four-hour check-in of these sessions falls due at one minute, in the daytime.
PERFORMED_AT = datetime(2025, 6, 11, 10, tzinfo=ZoneInfo("Europe/London"))
PEER = "APScheduler, one job each in SQLAlchemyJobStore"
#: Seconds: what is not done by then does not count.
LONGEST = 15


class Noon:
    """A clock that stands still at the minute at which all fall due."""

    def __init__(self, now: datetime) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment


def run() -> list[Result]:
    """Measure on every database there is: as fast as it goes, and at the pace of the scheduler's own timer."""
    with houses() as built:
        return [one for house in built for one in _on(house)]


def _on(house: House) -> list[Result]:
    house.enroll(NUMBER, PERFORMED_AT, PERFORMED_AT)
    peer = job_store.per_second(house.settings.database_url, NUMBER, LONGEST)
    with reading(house.engine) as session:
        due = session.execute(select(func.max(CheckIn.due_at)).where(CheckIn.step == "4h")).scalar_one()
    at_once = _at_once(house, due)
    _plan_again(house)
    by_timer = _by_timer(house, due)
    return [
        Result(f"check-ins dispatched, {house.kind}", "per second", at_once, peer, PEER),
        Result(f"check-ins dispatched at the scheduler's pace, {house.kind}", "per second", by_timer, peer, PEER),
    ]


def _plan_again(house: House) -> None:
    """A check-in is due again once its text is out of the outbox: dispatching changes nothing else."""
    with transaction(house.engine) as session:
        session.execute(delete(Message).where(Message.sender == "check_in"))


def _at_once(house: House, due: datetime) -> float:
    """Return the check-ins a second, dispatched batch after batch."""
    began = time.perf_counter()
    while dispatch_due(house.engine, due) and time.perf_counter() - began < LONGEST:
        pass
    return _queued(house) / (time.perf_counter() - began)


def _by_timer(house: House, due: datetime) -> float:
    """Return the check-ins a second, dispatched by the scheduler's own job at its own times."""
    clock = Noon(due)
    every = scheduler.jobs(house.engine, None, clock, Delivery(house.engine, None, "bench", clock))  # type: ignore[arg-type]
    timer = scheduler.make_timer([job for job in every if job.name == "check-ins"])
    timer.start()
    try:
        return rate(lambda: _queued(house), NUMBER, LONGEST)
    finally:
        timer.shutdown()


def _queued(house: House) -> int:
    with reading(house.engine) as session:
        return int(session.execute(select(func.count()).select_from(Message).where(Message.sender == "check_in")).scalar_one())
