"""The audit book only grows: the database itself refuses to change or remove a line, whoever asks."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from bot import audit, db
from bot.db import reading, transaction
from bot.models import Audit


@pytest.fixture
def line(engine, clock):
    with transaction(engine) as session:
        audit.record(session, at=clock.now(), actor="command line", action="staff.add", target="staff:1")


def lines(engine):
    with reading(engine) as session:
        return list(session.execute(select(Audit.actor, Audit.action)))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit", "DELETE FROM audit WHERE id > 0"],
    ids=["change", "remove all", "remove one"],
)
def test_no_line_is_changed_or_removed(engine, line, statement):
    with pytest.raises(DBAPIError, match="audit book"), transaction(engine) as session:
        session.execute(text(statement))
    assert lines(engine) == [("command line", "staff.add")]


def test_the_book_cannot_be_emptied_in_one_go_either(engine, line):
    # SQLite knows no TRUNCATE: it refuses the word itself.
    with pytest.raises(DBAPIError), transaction(engine) as session:
        session.execute(text("TRUNCATE audit"))
    assert len(lines(engine)) == 1


def test_a_row_of_the_record_is_refused_too(engine, line):
    with pytest.raises(DBAPIError, match="audit book"), transaction(engine) as session:
        session.scalars(select(Audit)).one().action = "nothing"


def test_the_book_still_grows(engine, clock, line):
    with transaction(engine) as session:
        audit.record(session, at=clock.now(), actor="command line", action="staff.link", target="staff:1")
        assert session.scalar(select(func.count()).select_from(Audit)) == 2


def test_one_step_back_and_forth_keeps_the_lines_and_the_guard(empty_database, clock):
    db.migrate(empty_database)
    engine = db.make_engine(empty_database)
    with transaction(engine) as session:
        audit.record(session, at=clock.now(), actor="command line", action="staff.add", target="staff:1")
    config = Config()
    config.set_main_option("script_location", str(db.MIGRATIONS))
    config.attributes["engine"] = db.migration_engine(empty_database)
    command.downgrade(config, "0002")
    db.migrate(empty_database)
    with pytest.raises(DBAPIError, match="audit book"), transaction(engine) as session:
        session.execute(text("DELETE FROM audit"))
    assert len(lines(engine)) == 1
    engine.dispose()
