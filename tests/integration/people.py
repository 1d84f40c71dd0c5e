"""The people of the messaging tests: one clinic, its nurse, two patients."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot import enrolment, outbox
from bot.db import reading, transaction
from bot.models import CheckIn, Clinic, Escalation, Message, Patient, Staff

CLINIC, ON_CALL = "+442071838750", "+447700900999"
AYA, BEN = "+447700900123", "+447700900124"


def open_clinic(engine: Engine, now: datetime) -> None:
    """Add the clinic and Aya, who was treated an hour ago."""
    with transaction(engine) as session:
        clinic = enrolment.add_clinic(
            session,
            slug="harley",
            name="Harley Skin",
            phone=CLINIC,
            timezone="Europe/London",
            country="GB",
            on_call=ON_CALL,
            now=now - timedelta(days=30),
            published_by="test",
        )
        session.add(Staff(clinic_id=clinic.id, email="nina@example.com", role="clinician", created_at=now))
    treat(engine, AYA, now - timedelta(hours=1), now)


def treat(engine: Engine, phone: str, performed_at: datetime, now: datetime) -> int:
    """Enrol somebody; return the session's id."""
    with transaction(engine) as session:
        clinic = session.execute(select(Clinic)).scalar_one()
        found = enrolment.enroll(session, clinic=clinic, phone=phone, performed_at=performed_at, name=None, now=now)
        return int(found.session.id)


def queue(engine: Engine, text: str, now: datetime, phone: str = AYA, **changed: Any) -> int:
    """Queue a reply to a patient; return the row's id."""
    with transaction(engine) as session:
        patient = session.execute(select(Patient).where(Patient.phone == phone)).scalar_one()
        usual = {"sender": "bot", "purpose": f"reply:{text}", "to_phone": phone, "now": now, "patient": patient}
        row = outbox.queue(session, clinic=patient.clinic, text=text, **{**usual, **changed})
        assert row is not None
        return int(row.id)


def row_of(engine: Engine, key: int) -> Any:
    with reading(engine) as session:
        return session.get(Message, key)


def patient_called(engine: Engine, phone: str = AYA) -> Any:
    with reading(engine) as session:
        return session.execute(select(Patient).where(Patient.phone == phone)).scalar_one()


def cases(engine: Engine) -> list[Any]:
    with reading(engine) as session:
        return list(session.execute(select(Escalation).order_by(Escalation.id)).scalars())


def messages(engine: Engine, **wanted: Any) -> list[Any]:
    with reading(engine) as session:
        return list(session.execute(select(Message).filter_by(**wanted).order_by(Message.id)).scalars())


def check_in(engine: Engine, step: str, session_id: int | None = None) -> Any:
    with reading(engine) as session:
        wanted = select(CheckIn).where(CheckIn.step == step).order_by(CheckIn.id.desc())
        wanted = wanted.where(CheckIn.session_id == session_id) if session_id else wanted
        return session.execute(wanted.limit(1)).scalar_one()


def change(engine: Engine, row: Any, **values: Any) -> None:
    """Set columns of one row, as another process might."""
    with transaction(engine) as session:
        found = session.get(type(row), row.id)
        for name, value in values.items():
            setattr(found, name, value)
