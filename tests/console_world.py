"""A clinic with a working day behind it, for the tests of the console: named people, cases in every state, a neighbour clinic."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from starlette.applications import Starlette

from bot import escalations, passwords
from bot.db import transaction
from bot.models import CheckIn, Clinic, Escalation, Message, OnCall, Patient, Procedure, Staff, TreatmentSession
from bot.settings import Settings
from bot.web import console
from tests.conftest import FixedClock

PASSWORD = "nine calm otters"
_HASH = passwords.make_hash(PASSWORD)
OPEN_ALL_DAY = {str(day): ["09:00", "18:00"] for day in range(1, 7)}


def settings(public_url: str = "http://testserver") -> Settings:
    """Settings of an installation without a carrier."""
    return Settings(
        database_url="sqlite://",
        public_url=public_url,
        port=8000,
        secret_key="k" * 32,
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_tokens=("token",),
        twilio_api_url="https://api.twilio.com",
        simulator=False,
        var=Path("var"),
    )


def make_app(
    engine: Engine, clock: FixedClock, public_url: str = "http://testserver", stream_lasts: float = 0.0
) -> Starlette:
    """The console alone, on this database and clock; its streams end at once unless told to last."""
    app = Starlette(routes=console.routes())
    app.state.settings, app.state.engine = settings(public_url), engine
    app.state.clock = app.state.machine_clock = clock
    app.state.stream_lasts = stream_lasts
    return app


@dataclass
class World:
    """Ids of who and what there is."""

    clinic: int
    anna: int
    mary: int
    sam: int
    lily: int
    nora: int
    #: Mary's urgent case, Sam's emergency, Lily's review, Nora's review (she opted out).
    mary_case: int
    sam_case: int
    lily_case: int
    nora_case: int
    harbour_patient: int
    harbour_case: int


def make_world(engine: Engine, now: datetime) -> World:
    """Fill an empty database. Anna owns Rosewood, Clara is its clinician, Rita may only look; Otto owns Harbour."""
    with transaction(engine) as session:
        rosewood = make_clinic(session, "rosewood", "Rosewood Skin Clinic", "+442079460100", now)
        harbour = make_clinic(session, "harbour", "Harbour Dermatology", "+442079460200", now)
        anna = make_staff(session, rosewood, "anna@rosewood.example", "owner", now, name="Anna Reyes")
        make_staff(session, rosewood, "clara@rosewood.example", "clinician", now, name="Clara Moss")
        make_staff(session, rosewood, "rita@rosewood.example", "read_only", now)
        make_staff(session, harbour, "otto@harbour.example", "owner", now)
        mary, mary_case = _mary(session, rosewood, now)
        sam, sam_case = _sam(session, rosewood, now)
        lily, lily_case = _lily(session, rosewood, now)
        nora, nora_case = _nora(session, rosewood, now)
        yusuf, yusuf_case = _yusuf(session, harbour, now)
        people = {"mary": mary.id, "sam": sam.id, "lily": lily.id, "nora": nora.id, "harbour_patient": yusuf.id}
        cases = {"mary_case": mary_case.id, "sam_case": sam_case.id, "lily_case": lily_case.id, "nora_case": nora_case.id}
        return World(clinic=rosewood.id, anna=anna.id, harbour_case=yusuf_case.id, **people, **cases)


def make_clinic(session: Session, slug: str, name: str, phone: str, now: datetime) -> Clinic:
    """Add a London clinic that is open Monday to Saturday."""
    clinic = Clinic(
        slug=slug,
        name=name,
        phone=phone,
        timezone="Europe/London",
        country="GB",
        emergency_number="999",
        on_call=[OnCall(position=1, name="On call", phone="+447700900999")],
        window_start=time(9),
        window_end=time(20),
        opening_hours=OPEN_ALL_DAY,
        created_at=now,
    )
    session.add(clinic)
    session.flush()
    return clinic


def make_staff(session: Session, clinic: Clinic, email: str, role: str, now: datetime, **more: Any) -> Staff:
    """Add an account whose password is PASSWORD."""
    account = Staff(clinic_id=clinic.id, email=email, role=role, password_hash=_HASH, failed_sign_ins=0, created_at=now, **more)
    session.add(account)
    session.flush()
    return account


def make_patient(session: Session, clinic: Clinic, phone: str, now: datetime, name: str | None = None, **more: Any) -> Patient:
    """Add a patient in the clinic's zone."""
    patient = Patient(clinic_id=clinic.id, phone=phone, name=name, created_at=now, **{"timezone": clinic.timezone, **more})
    session.add(patient)
    session.flush()
    return patient


def make_session(session: Session, patient: Patient, performed_at: datetime, now: datetime) -> TreatmentSession:
    """Add a microneedling session."""
    procedure = Procedure(clinic_id=patient.clinic_id, slug=f"microneedling-{patient.id}", name="Microneedling")
    session.add(procedure)
    session.flush()
    treatment = TreatmentSession(patient_id=patient.id, procedure_id=procedure.id, performed_at=performed_at, created_at=now)
    session.add(treatment)
    session.flush()
    return treatment


def make_check_in(
    session: Session, treatment: TreatmentSession, patient: Patient, step: str, hours: float, **more: Any
) -> CheckIn:
    """Add a check-in due so many hours after the session."""
    due = treatment.performed_at + timedelta(hours=hours)
    row = CheckIn(
        session_id=treatment.id,
        patient_id=patient.id,
        clinic_id=patient.clinic_id,
        step=step,
        due_at=due,
        expires_at=due + timedelta(hours=20),
        created_at=treatment.performed_at,
        **{"status": "planned", "reason": "planned at enrolment", "values": {}, **more},
    )
    session.add(row)
    return row


def seen(level: str, **chances: float) -> dict[str, Any]:
    """What the reader leaves in a message's explanation."""
    return {"reader": {"level": level, "chances": chances}}


def inbound(session: Session, patient: Patient, text: str, at: datetime, *flags: tuple[str, str, str], **more: Any) -> Message:
    """Add a text from the patient; each flag is (code, level, phrase) and marks that phrase; `read` is what the model found."""
    marked = [
        {
            "code": code,
            "level": level,
            "rule": f"{code}.test",
            "start": text.index(phrase),
            "end": text.index(phrase) + len(phrase),
            "phrase": phrase,
        }
        for code, level, phrase in flags
    ]
    explanation = {"flags": marked, **more.pop("read", {})}
    return _message(session, patient, text, at, "in", "patient", **{"status": "answered", "explanation": explanation, **more})


def outbound(session: Session, patient: Patient, text: str, at: datetime, sender: str = "bot", **more: Any) -> Message:
    """Add a text to the patient, delivered unless said otherwise."""
    sent = {"status": "delivered", "sent_at": at, **more}
    return _message(session, patient, text, at, "out", sender, **sent)


def _message(
    session: Session, patient: Patient, text: str, at: datetime, direction: str, sender: str, status: str, **more: Any
) -> Message:
    ends = (patient.phone, patient.clinic.phone)
    from_phone, to_phone = ends if direction == "in" else ends[::-1]
    row = Message(
        clinic_id=patient.clinic_id,
        patient_id=patient.id,
        direction=direction,
        sender=sender,
        from_phone=from_phone,
        to_phone=to_phone,
        text=text,
        status=status,
        created_at=at,
        **more,
    )
    session.add(row)
    session.flush()
    return row


def make_case(session: Session, patient: Patient, level: str, codes: list[str], message: Message, at: datetime) -> Escalation:
    """Open a case as the gate would."""
    return escalations.open_case(
        session,
        patient=patient,
        level=level,
        codes=codes,
        reason="Found by the safety gate",
        purpose=f"message:{message.id}",
        now=at,
        message=message,
    )


def _mary(session: Session, clinic: Clinic, now: datetime) -> tuple[Patient, Escalation]:
    """Mary, day three: redness is spreading; three check-ins answered."""
    mary = make_patient(session, clinic, "+447700900101", now, "Mary Okafor")
    treatment = make_session(session, mary, now - timedelta(hours=74), now)
    for step, hours, values in (
        ("4h", 4, {"feeling": 1}),
        ("24h", 24, {"redness": 4, "pain": 2}),
        ("48h", 48, {"trend": "better"}),
    ):
        make_check_in(session, treatment, mary, step, hours, status="answered", reason="answered by the patient", values=values)
    for step, hours in (("day3", 76), ("day5", 120), ("day7", 168), ("day14", 336), ("day28", 672)):
        make_check_in(session, treatment, mary, step, hours)
    asked = inbound(
        session, mary, "Can I put foundation on tomorrow?", now - timedelta(hours=50), topics=["makeup"], intent="ask_may"
    )
    outbound(
        session,
        mary,
        "Please leave makeup off until 72 hours after your session, so from Thursday 8 am. Mineral powder is fine "
        "after the first day.",
        now - timedelta(hours=50),
        topics=["makeup"],
        reply_to_id=asked.id,
        answers=[{"topic": "makeup", "subject": "makeup", "verdict": "caution", "rule": "makeup@24-72"}],
    )
    outbound(
        session,
        mary,
        "Day 2: compared with yesterday, is your skin better (B), the same (S) or worse (W)?",
        now - timedelta(hours=26),
        "check_in",
    )
    inbound(session, mary, "B", now - timedelta(hours=25), intent="compare_better")
    first = ("U1", "urgent", "yellow gunk")
    text = "My left cheek went hot and there is yellow gunk on it since this morning, redness spreading to my jaw"
    read = {**seen("urgent", none=0.02, review=0.1, urgent=0.8, emergency=0.08), "confidence": 0.91}
    flags = (first, ("U1", "urgent", "redness spreading"))
    understood = {"intent": "report_symptom", "topics": ["infection_sign"], "read": read}
    told = inbound(session, mary, text, now - timedelta(minutes=14), *flags, **understood)
    case = make_case(session, mary, "urgent", ["U1"], told, now - timedelta(minutes=14))
    outbound(
        session,
        mary,
        "Thank you for telling us. A nurse has been alerted and will contact you by 11 am.",
        now - timedelta(minutes=13),
        reply_to_id=told.id,
    )
    return mary, case


def _sam(session: Session, clinic: Clinic, now: datetime) -> tuple[Patient, Escalation]:
    """Sam, hour five: cannot breathe; the emergency reply is still being sent."""
    sam = make_patient(session, clinic, "+447700900102", now)
    make_session(session, sam, now - timedelta(hours=5), now)
    told = inbound(
        session,
        sam,
        "throat feels like its closing up and my lips are huge",
        now - timedelta(minutes=2),
        ("E1", "emergency", "throat feels like its closing up"),
        ("E1", "emergency", "lips are huge"),
        status="received",
    )
    case = make_case(session, sam, "emergency", ["E1"], told, now - timedelta(minutes=2))
    outbound(
        session,
        sam,
        "This could be an emergency. Call 999 now or go to A&E. I have alerted the clinic.",
        now - timedelta(minutes=2),
        status="sent",
    )
    return sam, case


def _lily(session: Session, clinic: Clinic, now: datetime) -> tuple[Patient, Escalation]:
    """Lily, day sixteen: bumps that stay."""
    lily = make_patient(session, clinic, "+447700900103", now, "Lily Chen")
    make_session(session, lily, now - timedelta(days=16), now)
    told = inbound(
        session, lily, "these itchy bumps still havent gone", now - timedelta(hours=3), ("R1", "review", "itchy bumps")
    )
    return lily, make_case(session, lily, "review", ["R1"], told, now - timedelta(hours=3))


def _nora(session: Session, clinic: Clinic, now: datetime) -> tuple[Patient, Escalation]:
    """Nora opted out after a case of hers had been opened."""
    nora = make_patient(session, clinic, "+447700900104", now, "Nora Blum", opted_out_at=now - timedelta(hours=1))
    make_session(session, nora, now - timedelta(days=6), now)
    told = inbound(session, nora, "i want my money back. STOP", now - timedelta(hours=1), ("R7", "review", "money back"))
    return nora, make_case(session, nora, "review", ["R7"], told, now - timedelta(hours=1))


def _yusuf(session: Session, clinic: Clinic, now: datetime) -> tuple[Patient, Escalation]:
    """Yusuf belongs to the neighbour clinic."""
    yusuf = make_patient(session, clinic, "+447700900201", now, "Yusuf Demir")
    told = inbound(session, yusuf, "got a fever of 39", now - timedelta(minutes=30), ("U2", "urgent", "fever"))
    return yusuf, make_case(session, yusuf, "urgent", ["U2"], told, now - timedelta(minutes=30))
