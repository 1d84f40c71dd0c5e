"""Cases for people: opened once for each reason, alerted, taken over, answered, resolved."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox, sms_text
from bot.errors import InputError
from bot.levels import at_least, worst
from bot.models import Clinic, Escalation, Message, Patient, Staff
from bot.promises import promised_by
from bot.takeover import conversation, hand_back, is_announced, is_taken_over, prolong, take_over
from bot.zones import zone

__all__ = [
    "alert", "conversation", "hand_back", "is_taken_over", "open_case", "open_cases", "resolve", "staff_reply", "take_over",
]  # fmt: skip

#: An alert that reaches nobody within this time is no alert any more; the case itself stays open.
ALERT_LASTS = timedelta(hours=12)
#: Six segments: longer is a letter, not a text.
LONGEST_REPLY = 918


def open_case(
    session: Session,
    *,
    patient: Patient,
    level: str,
    codes: list[str],
    reason: str,
    purpose: str,
    now: datetime,
    message: Message | None = None,
) -> Escalation:
    """Open a case and alert the on-call phone where it is urgent; the same `purpose` again raises the case it opened.

    `level` is review, urgent or emergency; `reason` is a sentence for staff.
    """
    case = session.execute(select(Escalation).where(Escalation.purpose == purpose)).scalar_one_or_none()
    if case is None:
        case = _new(patient, level, codes, reason, purpose, now)
        case.message_id = message.id if message else None
        session.add(case)
    else:
        case = _kept(session, case)
        _add(case, level, codes, reason, now)
    session.flush()
    if at_least(case.level, "urgent"):
        alert(session, case, now)
    return case


def _new(patient: Patient, level: str, codes: list[str], reason: str, purpose: str, now: datetime) -> Escalation:
    return Escalation(
        clinic_id=patient.clinic_id,
        patient_id=patient.id,
        patient=patient,
        purpose=purpose,
        level=level,
        codes=codes,
        reason=reason[:300],
        opened_at=now,
        due_at=_due(patient.clinic, level, now),
        status="open",
    )


def _kept(session: Session, case: Escalation) -> Escalation:
    """Return the case that this one was merged into: what is found late must raise the one that staff look at."""
    while case.merged_into_id is not None:
        case = session.get(Escalation, case.merged_into_id)
    return case


def _add(case: Escalation, level: str, codes: list[str], reason: str, now: datetime) -> None:
    """Note a further finding of the same text; a more serious one raises the case."""
    case.codes = list(dict.fromkeys([*case.codes, *codes]))
    if worst(case.level, level) != case.level:
        case.level, case.reason, case.due_at = level, reason[:300], _due(case.patient.clinic, level, now)
        case.snoozed_until = None  # whoever put it off did not know this


def _due(clinic: Clinic, level: str, now: datetime) -> datetime:
    return promised_by(level, now, zone(clinic.timezone), clinic.opening_hours, clinic.holidays)


def alert(session: Session, case: Escalation, now: datetime) -> None:
    """Queue the text to the clinic's on-call phone: who and how urgent, never what was written."""
    clinic: Clinic = case.patient.clinic
    if not clinic.on_call:
        return
    outbox.queue(
        session,
        clinic=clinic,
        patient=case.patient,
        to_phone=clinic.on_call[0].phone,
        text=_alert_text(case),
        sender="alert",
        purpose=f"alert:{case.id}:{case.level}",
        priority=outbox.EMERGENCY if case.level == "emergency" else outbox.STAFF,
        now=now,
        expires_at=now + ALERT_LASTS,
    )


def _alert_text(case: Escalation) -> str:
    who = case.patient.name or f"a patient (number ends {case.patient.phone[-3:]})"
    word = "EMERGENCY" if case.level == "emergency" else "Urgent"
    told = f"{word}: {who} needs a person now. Case {case.id}, {case.patient.clinic.name}. Open the console to answer."
    return sms_text.to_gsm7(told)


def open_cases(session: Session, patient_id: int) -> list[Escalation]:
    """Return the patient's open cases, oldest first."""
    mine = select(Escalation).where(Escalation.patient_id == patient_id, Escalation.status == "open")
    return list(session.execute(mine.order_by(Escalation.id)).scalars())


def resolve(session: Session, case: Escalation, staff: Staff, note: str, now: datetime) -> None:
    """Close a case with a note. InputError without one, or when it is closed already."""
    if not note.strip():
        raise InputError("Write a short note first: what was done, or why nothing is needed.")
    if case.status != "open":
        raise InputError("This case has been resolved already.")
    case.status, case.note, case.resolved_by, case.resolved_at = "resolved", note.strip(), staff.id, now


def staff_reply(session: Session, case: Escalation, staff: Staff, text: str, now: datetime) -> Message:
    """Queue a person's answer and take the conversation over. InputError when it cannot be sent."""
    _check_reply(case.patient, text)
    until = prolong(session, case.patient, now)
    take_over(session, case.patient, staff, now, until=until, announce=is_announced(session, case.patient_id))
    case.first_answered_at = case.first_answered_at or now
    count = session.execute(select(Message.id).where(Message.patient_id == case.patient_id, Message.sender == "staff")).all()
    row = outbox.queue(
        session,
        clinic=case.patient.clinic,
        patient=case.patient,
        to_phone=case.patient.phone,
        text=text.strip(),
        sender="staff",
        purpose=f"staff:{case.id}:{len(count) + 1}",
        priority=outbox.STAFF,
        now=now,
        explanation={"staff_id": staff.id},
    )
    if row is None:
        raise InputError("This answer is on its way already.")
    return row


def _check_reply(patient: Patient, text: str) -> None:
    if patient.opted_out_at is not None:
        raise InputError("This patient has opted out of texts (STOP). Please phone them instead.")
    if not text.strip():
        raise InputError("Write the answer first.")
    if sms_text.segments(text) > 6:
        raise InputError(f"This answer is too long for a text: keep it under {LONGEST_REPLY} characters.")
