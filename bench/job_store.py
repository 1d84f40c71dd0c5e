"""The peer of the check-ins: one APScheduler job for each reminder, in its SQLAlchemyJobStore on the same database.

What a job does is the least it can: one bare row. Nothing is decided, and nobody is asked whether it may still be sent.
"""

from datetime import datetime, timezone
from functools import lru_cache

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Column, Integer, MetaData, Table, Text, func, select
from sqlalchemy.engine import Engine

from bench.house import plain_engine
from bench.processes import rate
from bot.db import make_engine

SENT = Table("bench_reminder", MetaData(), Column("id", Integer, primary_key=True), Column("text", Text))


@lru_cache(maxsize=1)
def engine(url: str) -> Engine:
    """Return the engine that reminders write with."""
    return make_engine(url)


def remind(url: str, number: int) -> None:
    """One reminder: a row, as APScheduler runs it."""
    with engine(url).begin() as connection:
        connection.execute(SENT.insert().values(text=f"How is your skin today? ({number})"))


def per_second(url: str, number: int, longest: float) -> float:
    """Add so many jobs due at one moment, then start the scheduler; return the rows a second, looked at for `longest` seconds."""
    SENT.metadata.create_all(engine(url))
    store = SQLAlchemyJobStore(engine=plain_engine(url))
    timer = BackgroundScheduler(jobstores={"default": store}, timezone="UTC")
    timer.start(paused=True)
    due = datetime.now(timezone.utc)
    for key in range(number):
        # By default a job more than a second late is dropped without a word: most of these would be.
        timer.add_job(remind, "date", run_date=due, args=[url, key], misfire_grace_time=None)
    try:
        timer.resume()
        return rate(lambda: _written(url), number, longest)
    finally:
        timer.shutdown()  # what it has begun must not run beside what is measured next
        engine(url).dispose()
        engine.cache_clear()


def _written(url: str) -> int:
    with engine(url).execution_options(read_only=True).connect() as connection:
        return int(connection.execute(select(func.count()).select_from(SENT)).scalar_one())
