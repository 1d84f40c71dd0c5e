"""An installation of yesterday comes along: what it had is still there, in the shape of today."""

from datetime import datetime, timezone

from alembic import command
from alembic.config import Config
from sqlalchemy import select, text

from bot import db
from bot.models import CheckInEvent, Clinic

NOW = datetime(2026, 3, 5, 10, tzinfo=timezone.utc)
CLINIC = """INSERT INTO clinic (id, slug, name, phone, timezone, country, emergency_number, on_call_phone, window_start,
            window_end, opening_hours, created_at)
            VALUES (1, 'rosewood', 'Rosewood', '+442079460000', 'Europe/London', 'GB', '999',
            '+447700900999', '09:00:00.000000', '20:00:00.000000', '{}', '2026-03-05 10:00:00.000000+00')"""
PATIENT = """INSERT INTO patient (id, clinic_id, phone, timezone, created_at)
             VALUES (1, 1, '+447700900123', 'Europe/London', '2026-03-05 10:00:00.000000+00')"""
PROCEDURE = "INSERT INTO procedure (id, clinic_id, slug, name) VALUES (1, 1, 'microneedling', 'Microneedling')"
SESSION = """INSERT INTO treatment_session (id, patient_id, procedure_id, performed_at, created_at)
             VALUES (1, 1, 1, '2026-03-05 10:00:00.000000+00', '2026-03-05 10:00:00.000000+00')"""
CHECK_IN = """INSERT INTO check_in (id, session_id, patient_id, clinic_id, step, due_at, expires_at, status, reason, "values",
              created_at)
              VALUES (1, 1, 1, 1, '4h', '2026-03-05 14:00:00.000000+00', '2026-03-05 20:00:00.000000+00',
              'planned', 'in time', '{}', '2026-03-05 10:00:00.000000+00')"""


def to(url, revision, move=command.upgrade):
    config = Config()
    config.set_main_option("script_location", str(db.MIGRATIONS))
    config.attributes["engine"] = db.migration_engine(url)
    move(config, revision)
    return db.make_engine(url)


def put(connection, *statements):
    """SQLite's moments are UTC without saying so; PostgreSQL wants the zone."""
    for statement in statements:
        connection.execute(text(statement if connection.dialect.name == "postgresql" else statement.replace("+00'", "'")))


def test_the_on_call_phone_and_the_check_ins_of_before_are_kept(empty_database):
    with to(empty_database, "0001").begin() as connection:
        put(connection, CLINIC, PATIENT, PROCEDURE, SESSION, CHECK_IN)
    db.migrate(empty_database)
    with db.reading(db.make_engine(empty_database)) as session:
        clinic = session.execute(select(Clinic)).scalar_one()
        assert [(one.position, one.phone) for one in clinic.on_call] == [(1, "+447700900999")]
        assert (clinic.languages, clinic.holidays, clinic.default_procedure) == (["en"], {}, "microneedling")
        event = session.execute(select(CheckInEvent)).scalar_one()
        assert (event.check_in_id, event.status, event.at) == (1, "planned", NOW)


def test_one_step_back_keeps_who_is_called_first(empty_database):
    with to(empty_database, "0001").begin() as connection:
        put(connection, CLINIC)
    db.migrate(empty_database)
    with to(empty_database, "0001", command.downgrade).connect() as connection:
        assert connection.execute(text("SELECT on_call_phone FROM clinic")).scalar() == "+447700900999"
