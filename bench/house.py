"""A clinic on a database of its own, for one benchmark: settings, people, and the real web process around it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, insert, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bench.processes import FOLDER, answers, await_true, free_port, started
from bot import db, enrolment
from bot.clock import SystemClock
from bot.db import make_engine, migrate, transaction
from bot.models import CheckIn, Clinic, Patient, TreatmentSession
from bot.settings import Settings, load
from tests.postgres import PostgresMissing, address, private_cluster

ACCOUNT, TOKEN = "AC" + "0" * 32, "t" * 32
CLINIC_PHONE = "+442079460000"


@dataclass
class House:
    """A clinic and where it lives. `kind` is SQLite or PostgreSQL; `folder` is on the disk that the product would use."""

    kind: str
    settings: Settings
    engine: Engine
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """The settings as a process reads them."""
        return {
            "DATABASE_URL": self.settings.database_url, "PUBLIC_URL": self.settings.public_url, "PORT": str(self.settings.port),
            "SECRET_KEY": self.settings.secret_key, "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN,
        }  # fmt: skip

    def enroll(self, patients: int, performed_at: datetime, now: datetime) -> list[str]:
        """Enrol so many patients, each with a session that ended then; return their phones. All but the first are copies."""
        phones = [f"+4477000{number:05d}" for number in range(patients)]
        with transaction(self.engine) as session:
            clinic = session.execute(select(Clinic)).scalar_one()
            first = enrolment.enroll(session, clinic=clinic, phone=phones[0], performed_at=performed_at, now=now)
            copy(session, Patient, [{"phone": phone} for phone in phones[1:]], Patient.id == first.patient.id)
            others = session.execute(select(Patient.id).where(Patient.phone.in_(phones[1:]))).scalars().all()
            copy(session, TreatmentSession, [{"patient_id": key} for key in others], TreatmentSession.id == first.session.id)
            treated = select(TreatmentSession.patient_id, TreatmentSession.id).where(TreatmentSession.patient_id.in_(others))
            theirs = [{"patient_id": patient, "session_id": key} for patient, key in session.execute(treated).all()]
            copy(session, CheckIn, theirs, CheckIn.session_id == first.session.id)
        return phones


def copy(session: Session, kind: Any, changes: list[dict[str, Any]], which: Any) -> None:
    """Copy the rows chosen by `which` once for each of `changes`: two thousand enrolments by the front door take a minute."""
    for row in session.execute(select(kind.__table__).where(which)).mappings().all():
        kept = {name: value for name, value in row.items() if name != "id"}
        if changes:
            session.execute(insert(kind.__table__), [{**kept, **change} for change in changes])


@contextmanager
def houses(*, postgres: bool = True) -> Iterator[list[House]]:
    """Yield a clinic on SQLite and, where PostgreSQL is installed, one on a cluster of its own; gone afterwards."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=FOLDER))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        built = [_house("SQLite", f"sqlite:///{folder}/aftercare.db", folder)]
        if postgres and (url := _postgres(stack)):
            built.append(_house("PostgreSQL", url, folder))
        for house in built:
            stack.callback(house.engine.dispose)
        yield built


def _postgres(stack: ExitStack) -> str | None:
    try:
        return address(stack.enter_context(private_cluster()), "postgres")
    except PostgresMissing:
        return None


def _house(kind: str, url: str, folder: Path) -> House:
    port = free_port()
    given = {
        "DATABASE_URL": url, "PUBLIC_URL": f"http://127.0.0.1:{port}", "PORT": str(port), "SECRET_KEY": "s" * 32,
        "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN,
    }  # fmt: skip
    migrate(url)
    house = House(kind, load(given, folder), make_engine(url), folder)
    with transaction(house.engine) as session:
        enrolment.add_clinic(
            session, slug="bench", name="Harbour Skin Clinic", phone=CLINIC_PHONE, timezone="Europe/London", country="GB",
            now=SystemClock().now() - timedelta(days=1), published_by="bench",
        )  # fmt: skip
    return house


@contextmanager
def web(house: House) -> Iterator[int]:
    """Run the product's web process for this house until the block ends; yield its process id."""
    with started("-m", "bot", "web", folder=house.folder, environment=house.environment, name="web") as process:
        await_true(lambda: answers(f"{house.settings.public_url}/healthz"), process)
        yield process.pid


def plain_engine(url: str) -> Engine:
    """Return an engine with the product's durability but SQLAlchemy 1.4's old style, as APScheduler's store wants it."""
    if not url.startswith("sqlite"):
        return create_engine(url)
    engine = create_engine(url, connect_args={"timeout": db.BUSY_TIMEOUT, "check_same_thread": False})
    event.listen(engine, "connect", db._prepare_sqlite)
    return engine
