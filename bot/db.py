"""The database: engine, transactions, schema. SQLite (WAL) by default, PostgreSQL by its address."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import DateTime, create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.engine.url import make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator

MIGRATIONS = Path(__file__).parent / "migrations"
#: Seconds a SQLite writer waits for its turn before it gives up.
BUSY_TIMEOUT = 15


class UtcDateTime(TypeDecorator):
    """A moment. Takes aware datetimes only (ValueError otherwise) and gives aware UTC back, on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        return value.astimezone(timezone.utc)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)


def make_engine(url: str) -> Engine:
    """Return an engine for `url`; SQLite gets its folder, WAL, foreign keys and IMMEDIATE transactions.

    Parameters stay out of errors, because errors reach logs and rows hold what patients wrote.
    """
    if not url.startswith("sqlite"):
        return create_engine(url, future=True, hide_parameters=True, pool_pre_ping=True, pool_size=5, max_overflow=15)
    folder = Path(make_url(url).database or "").parent
    folder.mkdir(parents=True, exist_ok=True)
    arguments = {"timeout": BUSY_TIMEOUT, "check_same_thread": False}
    # Connections are kept: opening one and setting it up costs more than the transaction it is for.
    engine = create_engine(url, future=True, hide_parameters=True, poolclass=QueuePool, connect_args=arguments)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: pysqlite's own begins too late
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    # A transaction that reads first and writes later would fail with SQLITE_BUSY instead of waiting for its turn.
    read_only = connection.get_execution_options().get("read_only")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """One unit of work: commits at the end, rolls back on any error."""
    with Session(engine, future=True, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session for reading only: never waits for a writer on SQLite (WAL)."""
    plain = engine.execution_options(read_only=True)
    with Session(bind=plain, future=True, expire_on_commit=False) as session:
        yield session


def migrate(url: str) -> None:
    """Bring the database at `url` to the current schema."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = migration_engine(url)
    command.upgrade(config, "head")


def migration_engine(url: str) -> Engine:
    """Return an engine to change the schema with."""
    engine = make_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _without_foreign_keys)
    return engine


def _without_foreign_keys(connection: Any, _record: Any) -> None:
    """SQLite changes a table by building it anew; with foreign keys on, the old one could not be dropped under its children."""
    connection.execute("PRAGMA foreign_keys=OFF")
