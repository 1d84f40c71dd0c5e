"""How a command reaches the record: the same database and the same clock as the running service, or a plain word why not."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import db, settings
from bot.errors import BotError, NotFound, SettingsError
from bot.models import Clinic

NO_SCHEMA = "the database has no tables yet: run python -m bot migrate"


@contextmanager
def writing() -> Iterator[tuple[Session, datetime]]:
    """One unit of work on the record and the moment at which it is done. Any error leaves the record as it was."""
    with _engine() as engine, db.transaction(engine) as session:
        yield session, settings.load_clock().now()


@contextmanager
def reading() -> Iterator[Session]:
    """The record, to look at."""
    with _engine() as engine, db.reading(engine) as session:
        yield session


@contextmanager
def _engine() -> Iterator[Engine]:
    url = settings.database_url()
    if _is_missing_file(url):
        raise SettingsError(NO_SCHEMA)
    engine = db.make_engine(url)
    try:
        if not inspect(engine).has_table("clinic"):
            raise SettingsError(NO_SCHEMA)
        yield engine
    except OperationalError as error:
        raise BotError(f"the database did not answer ({type(error.orig).__name__})") from None
    finally:
        engine.dispose()


def _is_missing_file(url: str) -> bool:
    """A command that only looks must not leave an empty database behind."""
    name = make_url(url).database
    return url.startswith("sqlite") and bool(name) and not Path(str(name)).exists()


def clinic(session: Session, slug: str) -> Any:
    """Return the clinic called `slug`. NotFound names those that exist."""
    found = session.execute(select(Clinic).where(Clinic.slug == slug)).scalar_one_or_none()
    if found is None:
        known = ", ".join(session.execute(select(Clinic.slug).order_by(Clinic.slug)).scalars()) or "none yet"
        raise NotFound(f"there is no clinic called {slug!r}; there is: {known}")
    return found
