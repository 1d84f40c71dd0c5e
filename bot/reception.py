"""A text arrives: recorded, read by the gate, and where it is plain what to do, done, all in one transaction.

Opt-outs, emergencies and urgent signs are answered here, without the dialogue model, so that they work with it down.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from bot import cases, doubts, escalations, fault_points, inbox, loops, machines, our_texts, outbox, published, wishes
from bot.clinic_texts import emergency_text, urgent_text
from bot.levels import at_least
from bot.memory import Memory
from bot.models import Clinic, Conversation, Message, Patient, TreatmentSession
from bot.safety import Flag, Gate, gate
from bot.safety.quoted import Span, hide

#: An emergency text is answered with the number, but not for ever to a machine.
LOOP_EMERGENCY_REPEATS = 20
WISH_FOR_A_PERSON = "R7.person"
DOUBTED = ". The reader is sure that this is harmless: the patient is asked whether it is happening now"
#: When the patient's latest session was. Built once, because every text that comes in asks it.
_LATEST = select(func.max(TreatmentSession.performed_at)).where(
    TreatmentSession.patient_id == bindparam("patient_id"),
    TreatmentSession.cancelled_at.is_(None),
    TreatmentSession.performed_at <= bindparam("now"),
)
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
    written_at: datetime | None = None,
    to_phone: str | None = None,
    carrier_says: str | None = None,
) -> Message | None:
    """Record a text and act on what the gate finds; None when it has been recorded before.

    `written_at` is when the carrier took it, where that is some time ago; `to_phone` which of the clinic's numbers it came to;
    `carrier_says` what wish the carrier saw in it (stop, start, help).
    """
    patient = inbox.writer_of(session, clinic, from_phone, provider_sid, now)
    if patient is None:
        return None
    row = _row(patient, text, provider_sid, media_count, now)
    row.created_at, row.to_phone = min(written_at or now, now), to_phone or clinic.phone
    talk = escalations.conversation(session, patient.id)
    memory = Memory.parse_obj(talk.memory)
    before = loops.earlier(session, patient.id, now)
    found = _judged(session, patient, row, before.sent, memory, now)
    if not inbox.record(session, row):
        return None
    fault_points.reach("text_recorded")
    _note_number(patient, row)
    cases.wake(session, patient.id, now)
    act(session, patient, row, found, before.received, now, carrier_says)
    _remember(talk, memory, found, now)
    fault_points.reach("text_gated")
    return row


def _judged(session: Session, patient: Patient, row: Message, sent: Sequence[str], memory: Memory, now: datetime) -> Gate:
    """Let the gate judge a text that is not on record yet, and write its judgement into the row."""
    quoted = our_texts.quotations(session, patient.clinic, row.text, sent)
    hours = hours_since_session(session, patient.id, row.created_at)
    words = hide(row.text, quoted)
    heard = gate(words, hours=hours, recent=memory.recent_signs(now))
    found = doubts.weighed(heard, words)
    if found is not heard and not _can_be_asked(session, patient, row, now):
        found = heard
    _note(row, found, quoted, heard)
    return found


def _note_number(patient: Patient, row: Message) -> None:
    """Note which of the clinic's numbers the patient knows."""
    known = None if row.to_phone == patient.clinic.phone else row.to_phone
    if patient.our_phone != known:
        patient.our_phone = known


def _remember(talk: Conversation, memory: Memory, found: Gate, now: datetime) -> None:
    """Keep what the next texts must be read with; a calm text leaves nothing behind."""
    if found.level == "emergency":
        memory = memory.copy(update={"emergency_at": now})
    if found.signs or found.level == "emergency":
        talk.memory = memory.with_signs(found.signs, now).row()


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


def _can_be_asked(session: Session, patient: Patient, row: Message, now: datetime) -> bool:
    """Return whether the dialogue will ask the writer what a doubt leaves open: else the gate's word stands."""
    return patient.opted_out_at is None and not escalations.is_taken_over(session, patient.id) and not inbox.is_late(row, now)


def _note(row: Message, found: Gate, quoted: Sequence[Span], heard: Gate) -> None:
    row.urgency = found.level
    row.explanation = {
        "flags": [{**vars(flag), "code": code_of(flag)} for flag in found.flags],
        "opt_out": found.opt_out,
        "question": found.question,
        "language": found.language,
        # Where the text repeats ours: nobody reads that for the patient's own words.
        **({"quoted": [list(span) for span in quoted]} if quoted else {}),
        # What the gate heard before the reader had its say.
        **({"doubted": heard.level} if found is not heard else {}),
    }


def code_of(flag: Flag) -> str:
    """Return what a flag is called in the record: a plain wish for a person is no complaint, though one row of the table."""
    return "human" if flag.rule == WISH_FOR_A_PERSON else flag.code


def hours_since_session(session: Session, patient_id: int, now: datetime) -> float | None:
    """Return the hours since the patient's latest session, None where none is on file."""
    latest = session.execute(_LATEST, {"patient_id": patient_id, "now": now}).scalar()
    return None if latest is None else (now - latest).total_seconds() / 3600


def act(
    session: Session,
    patient: Patient,
    row: Message,
    found: Gate,
    earlier: Sequence[str],
    now: datetime,
    carrier_says: str | None = None,
) -> None:
    """Do what must not wait for the dialogue model; `earlier` are the texts received in the last minutes."""
    looping = machines.is_loop(row.text, earlier)
    wishes.attend(session, patient, row, found.opt_out, carrier_says, now, looping=looping)
    if found.level == "emergency":
        _emergency(session, patient, row, found, earlier, now)
    elif looping:
        _stop_loop(session, patient, row, found, earlier, now)
    elif found.level != "none":
        _flagged(session, patient, row, found, now)


def alarm(session: Session, patient: Patient, row: Message, found: Gate, now: datetime) -> None:
    """Answer and open the case of a text in which danger was found after it had been recorded."""
    if found.level == "emergency":
        _emergency(session, patient, row, found, (), now)
    else:
        _flagged(session, patient, row, found, now)


def _emergency(session: Session, patient: Patient, row: Message, found: Gate, earlier: Sequence[str], now: datetime) -> None:
    if machines.same_texts(row.text, earlier) < LOOP_EMERGENCY_REPEATS:
        texts = published.clinic_texts(session, patient.clinic_id)
        codes = {flag.code for flag in found.flags}
        told = emergency_text(texts, patient.clinic, codes, found.language, opted_out=_is_new_to_us(session, patient, now))
        outbox.answer(session, patient, row, told, f"emergency:{row.id}", now, outbox.EMERGENCY)
    open_for(session, patient, row, found, now)


def _is_new_to_us(session: Session, patient: Patient, now: datetime) -> bool:
    """Return whether somebody who opted out hears of us for the first time in this emergency: later it is not "the only one"."""
    if patient.opted_out_at is None:
        return False
    return not Memory.parse_obj(escalations.conversation(session, patient.id).memory).in_emergency(now)


def _flagged(session: Session, patient: Patient, row: Message, found: Gate, now: datetime) -> None:
    open_for(session, patient, row, found, now)
    if at_least(found.level, "urgent") and not escalations.is_taken_over(session, patient.id):
        texts = published.clinic_texts(session, patient.clinic_id)
        told = urgent_text(texts, patient.clinic, found.language, now)
        outbox.answer(session, patient, row, told, f"reply:{row.id}", now, outbox.STAFF)


def open_for(session: Session, patient: Patient, row: Message, found: Gate, now: datetime) -> None:
    """Open the case of a flagged text; a review waits for the dialogue's own verdict on the same purpose."""
    raising = [flag for flag in found.flags if flag.level != "none"]  # the others only teach
    codes = sorted({code_of(flag) for flag in raising})
    words = ", ".join(dict.fromkeys(flag.phrase for flag in raising))
    doubt = DOUBTED if "doubted" in row.explanation else ""
    escalations.open_case(
        session,
        patient=patient,
        level=found.level,
        codes=codes,
        reason=f"{REASONS[found.level]} ({', '.join(codes)}): {words}{doubt}",
        purpose=f"message:{row.id}",
        message=row,
        now=now,
    )


def _stop_loop(session: Session, patient: Patient, row: Message, found: Gate, earlier: Sequence[str], now: datetime) -> None:
    """Leave a machine's text without a reply. An urgent sign in words that are new reaches people all the same."""
    loops.stop(session, patient, row, now)
    if at_least(found.level, "urgent") and machines.same_texts(row.text, earlier) == 1:
        open_for(session, patient, row, found, now)
