"""The people of the tests: one clinic, its patients at their hours of recovery, and a nurse.

Harbour Skin Clinic in London stands at Thursday 5 March 2026, 10:00. Amira had her session an hour ago, Ben thirty hours ago,
Chloe eighty; Dev had radiofrequency microneedling; Ella has no session on file.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot import conversation, enrolment, inbox, reception
from bot.db import reading, transaction
from bot.models import CheckIn, Clinic, Escalation, Message, Patient
from tests.conftest import FixedClock

CLINIC_PHONE, ON_CALL = "+447700900000", "+447700900999"
AMIRA, BEN, CHLOE, DEV, ELLA = (f"+44770090010{number}" for number in range(1, 6))
HOURS = {AMIRA: 1, BEN: 30, CHLOE: 80, DEV: 30}
NAMES = {AMIRA: "Amira", BEN: "Ben", CHLOE: "Chloe", DEV: "Dev"}
_sids = count(1)


@dataclass
class World:
    """One clinic and its people on a database, with a clock that stands still."""

    engine: Engine
    clock: FixedClock
    brain: conversation.Brain | None = None
    worker: str = field(default="test")

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def open(self) -> "World":
        """Add the clinic and enrol everybody at their hour."""
        with transaction(self.engine) as session:
            clinic = enrolment.add_clinic(
                session, slug="harbour", name="Harbour Skin Clinic", phone=CLINIC_PHONE, timezone="Europe/London",
                country="GB", now=self.now, on_call=ON_CALL, published_by="test",
            )  # fmt: skip
            for phone, hours in HOURS.items():
                procedure = "rf-microneedling" if phone == DEV else "microneedling"
                enrolment.enroll(
                    session, clinic=clinic, phone=phone, performed_at=self.now - timedelta(hours=hours),
                    procedure=procedure, name=NAMES[phone], now=self.now,
                )  # fmt: skip
        return self

    def text(self, phone: str, words: str, sid: str | None = None, media: int = 0) -> int | None:
        """Text the clinic as `phone`; the row's id, None for a repeat."""
        with transaction(self.engine) as session:
            clinic = session.execute(select(Clinic)).scalars().first()
            row = reception.accept(
                session, clinic=clinic, from_phone=phone, text=words, provider_sid=sid or f"SM{next(_sids):032d}",
                media_count=media, now=self.now,
            )  # fmt: skip
            return row.id if row else None

    def answer_all(self) -> None:
        """Let the dialogue take every text that waits."""
        assert self.brain is not None
        while (key := inbox.claim(self.engine, self.worker, self.now)) is not None:
            conversation.take_turn(self.engine, self.brain, key, self.worker, self.now)

    def say(self, phone: str, words: str) -> str:
        """Text the clinic and return what the patient gets back, all of it."""
        key = self.text(phone, words)
        self.answer_all()
        return "\n".join(row.text for row in self.messages(phone) if row.reply_to_id == key)

    def messages(self, phone: str, **wanted: object) -> list[Message]:
        """Return the conversation's rows with this phone, oldest first."""
        with reading(self.engine) as session:
            theirs = select(Message).filter_by(**wanted).join(Patient, Patient.id == Message.patient_id)
            talk = theirs.where(Patient.phone == phone, Message.sender != "alert")
            return list(session.execute(talk.order_by(Message.id)).scalars())

    def alerts(self) -> list[Message]:
        """Return what was queued to the on-call phone."""
        with reading(self.engine) as session:
            return list(session.execute(select(Message).where(Message.sender == "alert").order_by(Message.id)).scalars())

    def cases(self, phone: str) -> list[Escalation]:
        """Return the cases of the patient with this phone."""
        with reading(self.engine) as session:
            theirs = select(Escalation).join(Patient, Patient.id == Escalation.patient_id).where(Patient.phone == phone)
            return list(session.execute(theirs.order_by(Escalation.id)).scalars())

    def check_ins(self, phone: str) -> list[CheckIn]:
        """Return the ledger of the patient with this phone."""
        with reading(self.engine) as session:
            theirs = select(CheckIn).join(Patient, Patient.id == CheckIn.patient_id).where(Patient.phone == phone)
            return list(session.execute(theirs.order_by(CheckIn.due_at)).scalars())

    def patient(self, phone: str) -> Patient:
        """Return the patient with this phone."""
        with reading(self.engine) as session:
            return session.execute(select(Patient).where(Patient.phone == phone)).scalar_one()
