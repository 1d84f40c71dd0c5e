"""A text arrives: recorded, read by the gate, and where it is plain what to do, done, all in one transaction.

Opt-outs, emergencies and urgent signs are answered here, without the dialogue model, so that they work with it down.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import escalations, inbox, opt_out, outbox, published
from bot.clinic_texts import clinic_text, emergency_text, urgent_text
from bot.levels import at_least
from bot.memory import Memory
from bot.models import Clinic, Message, Patient, TreatmentSession
from bot.safety import Flag, Gate, gate

#: The same words this often within this time are a machine talking to ours.
LOOP_REPEATS = 5
LOOP_WITHIN = timedelta(minutes=10)
#: An emergency text is answered with the number, but not for ever to a machine.
LOOP_EMERGENCY_REPEATS = 20
WISH_FOR_A_PERSON = "R7.person"
REASONS = {"emergency": "Possible emergency", "urgent": "Urgent sign", "review": "For review"}


def accept(
    session: Session,
    *,
    clinic: Clinic,
    from_phone: str,
    text: str,
    provider_sid: str,
    media_count: int,
    now: datetime,
) -> Message | None:
    """Record a text and act on what the gate finds; None when it has been recorded before."""
    patient = inbox.patient_of(session, clinic, from_phone, now)
    row = _row(patient, text, provider_sid, media_count, now)
    if not inbox.record(session, row):
        return None
    talk = escalations.conversation(session, patient.id)
    memory = Memory.parse_obj(talk.memory)
    found = gate(text, hours=hours_since_session(session, patient.id, now), recent=memory.recent_signs(now))
    _note(row, found)
    act(session, patient, row, found, now)
    memory = memory.with_signs(found.signs, now)
    if found.level == "emergency":
        memory = memory.copy(update={"emergency_at": now})
    talk.memory = memory.row()
    return row


def _row(patient: Patient, text: str, provider_sid: str, media_count: int, now: datetime) -> Message:
    return Message(
        clinic_id=patient.clinic_id,
        patient_id=patient.id,
        direction="in",
        sender="patient",
        from_phone=patient.phone,
        to_phone=patient.clinic.phone,
        text=text,
        status="received",
        provider_sid=provider_sid,
        created_at=now,
        next_attempt_at=now,
        media_count=media_count,
    )


def _note(row: Message, found: Gate) -> None:
    row.urgency = found.level
    row.explanation = {
        "flags": [{**vars(flag), "code": code_of(flag)} for flag in found.flags],
        "opt_out": found.opt_out,
        "question": found.question,
        "language": found.language,
    }


def code_of(flag: Flag) -> str:
    """Return what a flag is called in the record: a plain wish for a person is no complaint, though one row of the table."""
    return "human" if flag.rule == WISH_FOR_A_PERSON else flag.code


def hours_since_session(session: Session, patient_id: int, now: datetime) -> float | None:
    """Return the hours since the patient's latest session, None where none is on file."""
    theirs = (TreatmentSession.patient_id == patient_id, TreatmentSession.cancelled_at.is_(None))
    past = select(func.max(TreatmentSession.performed_at)).where(*theirs, TreatmentSession.performed_at <= now)
    latest = session.execute(past).scalar()
    return None if latest is None else (now - latest).total_seconds() / 3600


def act(session: Session, patient: Patient, row: Message, found: Gate, now: datetime) -> None:
    """Do what must not wait for the dialogue model."""
    if found.opt_out:
        _opt(session, patient, row, found, now)
    if found.level == "emergency":
        _emergency(session, patient, row, found, now)
    elif _repeats(session, row, now) >= LOOP_REPEATS:
        _stop_loop(session, patient, row, now)
    elif found.level != "none":
        _flagged(session, patient, row, found, now)


def _opt(session: Session, patient: Patient, row: Message, found: Gate, now: datetime) -> None:
    changed, name = False, {"stop": "opt_out_confirmed", "start": "opt_in_confirmed", "help": "help"}[str(found.opt_out)]
    if found.opt_out == "stop":
        changed = opt_out.stop(session, patient, "words" if len(row.text.split()) > 1 else "keyword", now)
    elif found.opt_out == "start":
        opt_out.start(session, patient, now)
    # To somebody opted out goes one confirmation, whatever else they write.
    if changed or patient.opted_out_at is None:
        purpose = "opt_out" if found.opt_out == "stop" else "reply"
        told = clinic_text(published.clinic_texts(session, patient.clinic_id), name, patient.clinic)
        reply(session, patient, row, told, f"{purpose}:{row.id}", now)
    row.status, row.handled_at, row.topics = "answered", now, [str(found.opt_out)]


def _emergency(session: Session, patient: Patient, row: Message, found: Gate, now: datetime) -> None:
    if _repeats(session, row, now) < LOOP_EMERGENCY_REPEATS:
        texts = published.clinic_texts(session, patient.clinic_id)
        told = emergency_text(texts, patient.clinic, {flag.code for flag in found.flags}, found.language)
        reply(session, patient, row, told, f"emergency:{row.id}", now, outbox.EMERGENCY)
    open_for(session, patient, row, found, now)


def _flagged(session: Session, patient: Patient, row: Message, found: Gate, now: datetime) -> None:
    open_for(session, patient, row, found, now)
    if at_least(found.level, "urgent") and not escalations.is_taken_over(session, patient.id):
        texts = published.clinic_texts(session, patient.clinic_id)
        told = urgent_text(texts, patient.clinic, found.language, now)
        reply(session, patient, row, told, f"reply:{row.id}", now, outbox.STAFF)


def open_for(session: Session, patient: Patient, row: Message, found: Gate, now: datetime) -> None:
    """Open the case of a flagged text; a review waits for the dialogue's own verdict on the same purpose."""
    raising = [flag for flag in found.flags if flag.level != "none"]  # the others only teach
    codes = sorted({code_of(flag) for flag in raising})
    words = ", ".join(dict.fromkeys(flag.phrase for flag in raising))
    escalations.open_case(
        session,
        patient=patient,
        level=found.level,
        codes=codes,
        reason=f"{REASONS[found.level]} ({', '.join(codes)}): {words}",
        purpose=f"message:{row.id}",
        message=row,
        now=now,
    )


def reply(
    session: Session, patient: Patient, row: Message, text: str, purpose: str, now: datetime, priority: int = outbox.REPLY
) -> None:
    """Queue an answer to `row`."""
    outbox.queue(
        session,
        clinic=patient.clinic,
        patient=patient,
        to_phone=patient.phone,
        text=text,
        sender="bot",
        purpose=purpose,
        priority=priority,
        now=now,
        reply_to_id=row.id,
        urgency=row.urgency,
    )


def _repeats(session: Session, row: Message, now: datetime) -> int:
    same = (Message.patient_id == row.patient_id, Message.direction == "in", Message.created_at > now - LOOP_WITHIN)
    return session.execute(select(func.count()).select_from(Message).where(*same, Message.text == row.text)).scalar_one()


def _stop_loop(session: Session, patient: Patient, row: Message, now: datetime) -> None:
    row.status, row.handled_at = "answered", now
    row.explanation = {**row.explanation, "loop": True}
    day = f"{now:%Y-%m-%d}"
    escalations.open_case(
        session,
        patient=patient,
        level="review",
        codes=["loop"],
        reason="The same text keeps coming in: perhaps a machine answers us. The companion has stopped replying to it.",
        purpose=f"loop:{patient.id}:{day}",
        message=row,
        now=now,
    )
