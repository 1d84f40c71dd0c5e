"""A migrated database, of both kinds, empty for every test.

`engine` runs a test twice: on SQLite (a file in WAL mode, as in the demo) and on PostgreSQL. Each test module has a
database of its own, made by the migrations; between two tests its tables are emptied.
PostgreSQL is the server named in TEST_POSTGRES_URL (somebody who may create databases), else a private cluster.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import URL, make_url

from bot.db import make_engine, migrate
from tests.conftest import FixedClock, leave_out
from tests.postgres import PostgresMissing, address, private_cluster

if TYPE_CHECKING:
    from bot.dialogue.brain import Brain
    from tests.carrier import Carrier


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """The address of a PostgreSQL server on which databases may be made."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield make_url(given)
        return
    try:
        with private_cluster() as folder:
            yield make_url(address(folder, "postgres"))
    except PostgresMissing as missing:
        leave_out("PostgreSQL", str(missing))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a migrated database that belongs to this test module alone."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('database') / 'companion.sqlite3'}"
        migrate(url)
        yield url
    else:
        for url in _postgres_database(request.getfixturevalue("postgres_server")):
            migrate(url)
            yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, for one test."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'companion.sqlite3'}"
    else:
        yield from _postgres_database(request.getfixturevalue("postgres_server"))


def _postgres_database(server: URL) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    administrator = create_engine(server, future=True, isolation_level="AUTOCOMMIT")
    try:
        _execute(administrator, f'CREATE DATABASE "{name}"')
        yield server.set(database=name).render_as_string(hide_password=False)
        _execute(administrator, f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        administrator.dispose()


def _execute(engine: Engine, statement: str) -> None:
    with engine.connect() as connection:
        connection.execute(text(statement))


@pytest.fixture(scope="module")
def _module_engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(_module_engine: Engine) -> Iterator[Engine]:
    """An engine on a migrated, empty database; whatever a test leaves behind is removed after it."""
    yield _module_engine
    _empty(_module_engine)


def _empty(engine: Engine) -> None:
    """Empty every table but Alembic's own, without asking the models: a table they forgot is emptied too."""
    tables = [f'"{name}"' for name in inspect(engine).get_table_names() if name != "alembic_version"]
    if not tables:
        return
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            # The audit book's guard stands aside for the tests alone.
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
            connection.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE"))
            connection.execute(text("ALTER TABLE audit ENABLE TRIGGER USER"))
        else:
            guards = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
            for name, _ in guards:
                connection.execute(text(f'DROP TRIGGER "{name}"'))
            # Within one transaction foreign keys may be broken for a while: the order of tables does not matter.
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            for table in tables:
                connection.execute(text(f"DELETE FROM {table}"))
            for _, made_by in guards:
                connection.execute(text(made_by))
        connection.commit()


@pytest.fixture
def fresh_sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'fresh.sqlite3'}"


@pytest.fixture(scope="session")
def _trained_brain() -> "Brain":
    from bot import log, training
    from bot.dialogue.brain import Brain

    log.configure()  # Rasa's own debug lines would print every text
    try:
        return Brain(training.trained_model())
    except training.ModelMissing as missing:
        leave_out("the trained model", str(missing))


@pytest.fixture
def brain(_trained_brain: "Brain", engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch) -> "Iterator[Brain]":
    """The trained model, loaded once, whose actions read what is published from the test's own database.

    Rasa remembers nothing between two texts, so one model serves every test.
    """
    from actions import performing

    monkeypatch.setenv("DATABASE_URL", database_url)
    performing.engine.cache_clear()
    yield _trained_brain
    performing.engine().dispose()  # connections left open would keep the test's database from being dropped
    performing.engine.cache_clear()


@pytest.fixture
def carrier(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> "Iterator[Carrier]":
    """A carrier on this machine that keeps the test's time, and is given up after two seconds of silence."""
    from bot import sms
    from tests.carrier import running_carrier

    monkeypatch.setattr(sms, "TIMEOUT", (2, 2))
    with running_carrier() as running:
        running.now = clock.now()
        yield running
