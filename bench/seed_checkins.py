"""`python -m bench.seed_checkins`: fill a database with pending check-ins, a million by default, to see how it bears them.

A few patients are enrolled by the front door, in sessions spread over the coming weeks; all others are their copies, made by the
database itself. So every row is one that the product could have written, with the first line of its life.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot import enrolment, ledger, settings
from bot.clock import SystemClock
from bot.db import make_engine, migrate, reading, transaction
from bot.errors import BotError
from bot.models import CheckIn, Clinic, Patient, TreatmentSession

ROWS, CLINICS = 1_000_000, 20
#: Sessions that are enrolled by the front door, a day apart.
TEMPLATES = 28
#: A copy's phone is this and its own number.
FIRST_PHONE = 447_800_000_000

PATIENTS = """
INSERT INTO patient (clinic_id, phone, timezone, created_at, consent_source, consent_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :copies)
SELECT p.clinic_id, '+' || CAST(:first + n.i AS VARCHAR(15)), p.timezone, p.created_at, p.consent_source, p.consent_at
FROM n CROSS JOIN patient p WHERE p.id = :patient"""
SESSIONS = """
INSERT INTO treatment_session (patient_id, procedure_id, timeline_version_id, performed_at, created_at)
SELECT p.id, t.procedure_id, t.timeline_version_id, t.performed_at, t.created_at
FROM patient p CROSS JOIN treatment_session t WHERE p.id > :after AND t.id = :template"""
CHECK_INS = """
INSERT INTO check_in (session_id, patient_id, clinic_id, step, due_at, expires_at, status, reason, "values", created_at)
SELECT t.id, t.patient_id, c.clinic_id, c.step, c.due_at, c.expires_at, c.status, c.reason, c."values", c.created_at
FROM treatment_session t CROSS JOIN check_in c WHERE t.id > :after AND c.session_id = :template"""
EVENTS = """
INSERT INTO check_in_event (check_in_id, at, status, reason, due_at, actor)
SELECT id, created_at, status, reason, due_at, 'enrolment' FROM check_in WHERE id > :after"""


def copy(session: Session, treatment: TreatmentSession, copies: int) -> None:
    """Enrol so many more patients as `treatment`'s is, each with its session, its check-ins and the first line of their lives."""
    patients, sessions, rows = (_last(session, kind) for kind in (Patient, TreatmentSession, CheckIn))
    template = {"template": treatment.id}
    numbers = {"copies": copies, "first": FIRST_PHONE + patients, "patient": treatment.patient_id}
    session.execute(text(PATIENTS), numbers)
    session.execute(text(SESSIONS), {**template, "after": patients})
    session.execute(text(CHECK_INS), {**template, "after": sessions})
    session.execute(text(EVENTS), {"after": rows})


def _last(session: Session, kind: type) -> int:
    return int(session.execute(select(func.max(kind.id))).scalar() or 0)  # type: ignore[attr-defined]


def seed(engine: Engine, slugs: Sequence[str], rows: int, now: datetime) -> int:
    """Add about `rows` pending check-ins, spread over these clinics and the weeks after tomorrow; return how many are pending."""
    each = rows / max(TEMPLATES, len(slugs))
    for number in range(max(TEMPLATES, len(slugs))):
        with transaction(engine) as session:
            _hasten(session)
            clinic = session.execute(select(Clinic).where(Clinic.slug == slugs[number % len(slugs)])).scalar_one()
            performed_at = now + timedelta(days=1 + number % TEMPLATES)
            phone = f"+4477009{number:05d}"
            done = enrolment.enroll(session, clinic=clinic, phone=phone, performed_at=performed_at, now=now)
            planned = select(func.count()).where(CheckIn.session_id == done.session.id, CheckIn.status == "planned")
            copies = round(each / session.execute(planned).scalar_one()) - 1
            if copies > 0:
                copy(session, done.session, copies)
    count_what_there_is(engine)
    return pending(engine)


def _hasten(session: Session) -> None:
    """Nothing here has to survive a power cut, and SQLite's own cache is far smaller than what is written."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA cache_size = -400000"))


def pending(engine: Engine) -> int:
    """Return how many check-ins are still to come."""
    with reading(engine) as session:
        return int(session.execute(select(func.count()).where(CheckIn.status.in_(ledger.OPEN))).scalar_one())


def count_what_there_is(engine: Engine) -> None:
    """Let the database count its rows for its plans, as it does by itself after a while."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text("VACUUM ANALYZE"))
        else:
            connection.execute(text("ANALYZE"))
            connection.commit()


def add_clinics(engine: Engine, number: int, now: datetime) -> list[str]:
    """Add clinics called load-1, load-2, … where they are missing; return their short names."""
    slugs = [f"load-{one + 1}" for one in range(number)]
    with transaction(engine) as session:
        known = set(session.execute(select(Clinic.slug)).scalars())
        for one, slug in enumerate(slugs):
            if slug not in known:
                phone = f"+4420794{61000 + one}"
                enrolment.add_clinic(
                    session, slug=slug, name=f"Load Clinic {one + 1}", phone=phone, timezone="Europe/London", country="GB",
                    now=now, published_by="bench",
                )  # fmt: skip
    return slugs


def main(argv: list[str] | None = None) -> int:
    """Fill the database of the settings; refuses one that holds patients, because what it adds cannot be taken out again."""
    parser = argparse.ArgumentParser(prog="python -m bench.seed_checkins", description="Fill an empty database with check-ins.")
    parser.add_argument("--rows", type=int, default=ROWS, help=f"pending check-ins (default: {ROWS})")
    parser.add_argument("--clinics", type=int, default=CLINICS, help=f"spread over so many clinics (default: {CLINICS})")
    chosen = parser.parse_args(argv)
    url, now = settings.database_url(), SystemClock().now()
    migrate(url)
    engine = make_engine(url)
    with reading(engine) as session:
        if session.execute(select(Patient.id).limit(1)).first():
            raise BotError("this database has patients: seed an empty one, such as DATABASE_URL=sqlite:///var/load.db")
    began = time.monotonic()
    found = seed(engine, add_clinics(engine, chosen.clinics, now), chosen.rows, now)
    sys.stdout.write(f"{found} check-ins are pending, after {time.monotonic() - began:.0f} s\n")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BotError as error:
        sys.exit(str(error))
