"""Check-ins at scale: a tick that finds nothing due among a million, and ten thousand that fall due in the same minute.

Two clinics share that minute, one with 9,900 patients and one with 100.
"""

import statistics
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import make_url

from bench import job_store, seed_checkins
from bench.house import House, houses
from bench.processes import rate
from bench.result import Result
from bot import enrolment, scheduler
from bot.db import make_engine, migrate, reading, transaction
from bot.delivery.sending import Delivery
from bot.dispatch import dispatch_all
from bot.models import Clinic, Message

#: Pending check-ins in the database, and in the one that it is compared with.
MANY, FEW = 1_000_000, 1_000
LARGE, SMALL = 9_900, 100
NUMBER = LARGE + SMALL
#: A working day: every four-hour check-in of these sessions falls due at one minute, in the daytime.
PERFORMED_AT = datetime(2025, 6, 11, 10, tzinfo=ZoneInfo("Europe/London"))
PEER = "APScheduler, one job each in SQLAlchemyJobStore"
#: Seconds: what is not done by then does not count.
LONGEST = 20
TICKS = 200
#: A pass of ours takes a second or two, in which another process may have the machine: the middle one of these counts.
PASSES = 3


class Noon:
    """A clock that stands still at the minute at which all fall due."""

    def __init__(self, now: datetime) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment


def run() -> list[Result]:
    """Measure on every database there is: the idle tick, as fast as it goes, and at the pace of the scheduler's own timer."""
    with houses() as built:
        return [one for house in built for one in _on(house)]


def _on(house: House) -> list[Result]:
    beside = _another(house)
    slugs = seed_checkins.add_clinics(house.engine, seed_checkins.CLINICS, PERFORMED_AT)
    few = seed_checkins.seed(beside, seed_checkins.add_clinics(beside, 2, PERFORMED_AT), FEW, PERFORMED_AT)
    many = seed_checkins.seed(house.engine, slugs, MANY, PERFORMED_AT)
    idle, idle_few = _idle(house.engine, beside)
    beside.dispose()
    due = _fall_due(house.engine, slugs[:2])
    peer = job_store.per_second(house.settings.database_url, NUMBER, LONGEST)
    at_once = statistics.median(_at_once(house, due) for _ in range(PASSES))
    by_timer, share = _by_timer(house, due)
    pace = f"check-ins dispatched at the scheduler's pace, {house.kind}"
    return [
        Result(f"a tick with {many} check-ins pending and none due, {house.kind}", "ms", idle, idle_few, f"the same with {few}"),
        Result(f"check-ins dispatched, {NUMBER} at one minute, {house.kind}", "per second", at_once, peer, PEER),
        Result(pace, "per second", by_timer, peer, PEER),
        Result(f"share of them dispatched when the small clinic's {SMALL} were, {house.kind}", "%", share),
    ]


def _another(house: House) -> Engine:
    """Return a second database of the same kind, for few check-ins."""
    url = make_url(house.settings.database_url)
    if url.get_backend_name() == "sqlite":
        url = url.set(database=f"{house.folder}/few.db")
    else:
        with house.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CREATE DATABASE few"))
        url = url.set(database="few")
    address = url.render_as_string(hide_password=False)
    migrate(address)
    return make_engine(address)


def _idle(many: Engine, few: Engine) -> tuple[float, float]:
    """Return how long a tick that finds nothing due takes in each, in ms, the middle one of many; taken by turns."""
    took: dict[Engine, list[float]] = {many: [], few: []}
    for _ in range(TICKS):
        for engine in took:
            began = time.perf_counter()
            if dispatch_all(engine, PERFORMED_AT):
                raise AssertionError("nothing was to be due")
            took[engine].append((time.perf_counter() - began) * 1000)
    return statistics.median(took[many]), statistics.median(took[few])


def _fall_due(engine: Engine, slugs: list[str]) -> datetime:
    """Enrol those whose four-hour check-in falls due at one minute; return that minute."""
    for slug, number, phone in zip(slugs, (LARGE, SMALL), ("+447700950000", "+447700950001"), strict=True):
        with transaction(engine) as session:
            clinic = session.execute(select(Clinic).where(Clinic.slug == slug)).scalar_one()
            done = enrolment.enroll(session, clinic=clinic, phone=phone, performed_at=PERFORMED_AT, now=PERFORMED_AT)
            seed_checkins.copy(session, done.session, number - 1)
    seed_checkins.count_what_there_is(engine)
    return PERFORMED_AT + timedelta(hours=4)


def _plan_again(house: House) -> None:
    """A check-in is due again once its text is out of the outbox: dispatching changes nothing else."""
    with transaction(house.engine) as session:
        session.execute(delete(Message).where(Message.sender == "check_in"))
    seed_checkins.count_what_there_is(house.engine)


def _at_once(house: House, due: datetime) -> float:
    """Return the check-ins a second, dispatched tick after tick without a pause."""
    began = time.perf_counter()
    while dispatch_all(house.engine, due) and time.perf_counter() - began < LONGEST:
        pass
    per_second = _queued(house) / (time.perf_counter() - began)
    _plan_again(house)
    return per_second


def _by_timer(house: House, due: datetime) -> tuple[float, float]:
    """Return the check-ins a second by the scheduler's own job at its own times, and where the small clinic's last one was."""
    clock = Noon(due)
    every = scheduler.jobs(house.engine, None, clock, Delivery(house.engine, None, "bench", clock))  # type: ignore[arg-type]
    timer = scheduler.make_timer([job for job in every if job.name == "check-ins"])
    timer.start()
    try:
        per_second = rate(lambda: _queued(house), NUMBER, LONGEST)
    finally:
        timer.shutdown()
    return per_second, _share_before_the_small_clinic_was_done(house)


def _share_before_the_small_clinic_was_done(house: House) -> float:
    """Return how far down the outbox the small clinic's last text is, in % of all: one hundred is behind everybody."""
    with reading(house.engine) as session:
        texts = select(Message.clinic_id).where(Message.sender == "check_in").order_by(Message.id)
        order = session.execute(texts).scalars().all()
    small = min(set(order), key=order.count)
    last = max(place for place, clinic in enumerate(order, 1) if clinic == small)
    return 100 * last / NUMBER


def _queued(house: House) -> int:
    with reading(house.engine) as session:
        return int(session.execute(select(func.count()).select_from(Message).where(Message.sender == "check_in")).scalar_one())
