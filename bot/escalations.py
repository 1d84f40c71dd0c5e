"""Cases for people: opened once for each reason, alerted, taken over, answered, resolved."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot import log, outbox, sms_text
from bot.errors import InputError
from bot.levels import at_least, worst
from bot.models import Clinic, Escalation, Message, Patient, Staff
from bot.patient_daytime import patient_daytime
from bot.promises import promised_by
from bot.takeover import conversation, hand_back, is_announced, is_taken_over, prolong, take_over
from bot.zones import zone

__all__ = [
    "acknowledge", "alert", "alert_purpose", "call", "call_back", "conversation", "hand_back", "is_taken_over",
    "note_answered", "open_case", "open_cases", "resolve", "staff_reply", "take_over", "take_up",
]  # fmt: skip

#: An alert that reaches nobody within this time is no alert any more; the case itself stays open.
ALERT_LASTS = timedelta(hours=12)
#: An answer is written for this far ahead at most.
LATEST_REPLY = timedelta(days=14)
#: In an alert's record: that the same is to go by e-mail, and to another system where there is one (bot.alert_ways).
MAIL, WEBHOOK, WAITS = "mail", "webhook", "waits"
#: Six segments: longer is a letter, not a text.
LONGEST_REPLY = 918
LONGEST_REASON = 300
#: Built once, because every turn asks it.
_OPEN = (
    select(Escalation)
    .where(Escalation.patient_id == bindparam("patient_id"), Escalation.status == "open")
    .order_by(Escalation.id)
)


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
        reason=reason[:LONGEST_REASON],
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
        case.level, case.reason, case.due_at = level, reason[:LONGEST_REASON], _due(case.patient.clinic, level, now)
        case.snoozed_until = None  # whoever put it off did not know this


def _due(clinic: Clinic, level: str, now: datetime) -> datetime:
    return promised_by(level, now, zone(clinic.timezone), clinic.opening_hours, clinic.holidays)


def alert(session: Session, case: Escalation, now: datetime) -> None:
    """Call the first of the on-call order for a case of this level, once; bot.on_call calls the next ones."""
    clinic: Clinic = case.patient.clinic
    if not clinic.on_call:
        log.get().error("nobody is on call", case=case.id, clinic=clinic.id, level=case.level)
    elif call(session, case, 1, now):
        # Whoever said "I have it" of something less serious did not know this.
        case.acknowledged_at = case.acknowledged_by = None


def call(session: Session, case: Escalation, number: int, now: datetime) -> bool:
    """Queue the text of the `number`th call for a case: who and how urgent, never what was written. False if it was made already.

    The on-call order is called round after round; bot.alert_ways sends it by e-mail and webhook as well.
    """
    order = case.patient.clinic.on_call
    person = order[(number - 1) % len(order)]
    made = outbox.queue(
        session,
        clinic=case.patient.clinic,
        patient=case.patient,
        to_phone=person.phone,
        text=_alert_text(case),
        sender="alert",
        purpose=alert_purpose(case, number),
        priority=outbox.EMERGENCY if case.level == "emergency" else outbox.STAFF,
        now=now,
        expires_at=now + ALERT_LASTS,
        explanation={WEBHOOK: WAITS, **({MAIL: WAITS} if person.email else {})},
    )
    if made is not None:
        case.called, case.called_at = number, now
    return made is not None


def alert_purpose(case: Escalation, number: int) -> str:
    """Return what the `number`th call for a case at its level is for."""
    return f"alert:{case.id}:{case.level}:{number}"


def acknowledge(session: Session, case: Escalation, staff: Staff, now: datetime) -> bool:
    """Note that a person has an open case, so that nobody further is called; False where somebody has it already."""
    if case.status != "open" or case.acknowledged_at is not None:
        return False
    case.acknowledged_at, case.acknowledged_by = now, staff.id
    return True


def take_up(session: Session, case: Escalation, staff: Staff, now: datetime) -> None:
    """Acknowledge an open case that is only looked at: one statement and no lock, so that two who look at once have it once."""
    waits = (Escalation.id == case.id, Escalation.status == "open", Escalation.acknowledged_at.is_(None))
    taken = {"acknowledged_at": now, "acknowledged_by": staff.id}
    stays = {"synchronize_session": False}
    if session.execute(update(Escalation).where(*waits).values(**taken).execution_options(**stays)).rowcount:
        case.acknowledged_at, case.acknowledged_by = now, staff.id


def _alert_text(case: Escalation) -> str:
    who = case.patient.name or f"a patient (number ends {case.patient.phone[-3:]})"
    word = "EMERGENCY" if case.level == "emergency" else "Urgent"
    told = f"{word}: {who} needs a person now. Case {case.id}, {case.patient.clinic.name}. Open the console to answer."
    return sms_text.to_gsm7(told)


def open_cases(session: Session, patient_id: int) -> list[Escalation]:
    """Return the patient's open cases, oldest first."""
    return list(session.execute(_OPEN, {"patient_id": patient_id}).scalars())


def resolve(session: Session, case: Escalation, staff: Staff, note: str, now: datetime) -> None:
    """Close a case with a note. InputError without one, or when it is closed already."""
    if not note.strip():
        raise InputError("Write a short note first: what was done, or why nothing is needed.")
    if case.status != "open":
        raise InputError("This case has been resolved already.")
    case.status, case.note, case.resolved_by, case.resolved_at = "resolved", note.strip(), staff.id, now


def staff_reply(
    session: Session, case: Escalation, staff: Staff, text: str, now: datetime, not_before: datetime | None = None
) -> Message:
    """Queue a person's answer and take the conversation over. InputError when it cannot be sent.

    One for later (`not_before`) leaves the conversation as it is: the case counts as answered once it has been sent.
    """
    _check_reply(case.patient, text)
    acknowledge(session, case, staff, now)
    if not_before is None:
        until = prolong(session, case.patient, now)
        take_over(session, case.patient, staff, now, until=until, announce=is_announced(session, case.patient_id))
        case.first_answered_at = case.first_answered_at or now
    else:
        _check_later(case.patient, now, not_before)
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
        not_before=not_before,
        explanation={"staff_id": staff.id},
    )
    if row is None:
        raise InputError("This answer is on its way already.")
    return row


def note_answered(session: Session, row: Message, now: datetime) -> None:
    """Note that a person's answer has been sent: one written for later answers its case only then."""
    kind, _, rest = (row.purpose or "").partition(":")
    case = session.get(Escalation, int(rest.split(":")[0])) if kind == "staff" and row.sender == "staff" else None
    if case is not None and case.first_answered_at is None:
        case.first_answered_at = now


def call_back(session: Session, patient: Patient, message_id: int) -> None:
    """Take back a person's answer that still waits. InputError once it has left."""
    theirs = (Message.id == message_id, Message.patient_id == patient.id, Message.sender == "staff")
    row = session.scalars(select(Message).where(*theirs).with_for_update()).one_or_none()
    if row is None or row.status != "queued" or row.attempts:
        raise InputError("This answer can no longer be called back.")
    row.status, row.error_code = "cancelled", "called_back"


def _check_later(patient: Patient, now: datetime, at: datetime) -> None:
    """Refuse a time that is none, and one at which it would wake somebody: to write at once is a person's decision."""
    if not now < at <= now + LATEST_REPLY:
        raise InputError(f"Choose a time to send it at that is still to come, within {LATEST_REPLY.days} days.")
    clinic, theirs = patient.clinic, zone(patient.timezone)
    if not patient_daytime(patient).includes(at):
        hours = f"{clinic.window_start:%H:%M} and {clinic.window_end:%H:%M}"
        local = f"{at.astimezone(theirs):%H:%M}"
        raise InputError(f"It will be {local} where the patient lives: choose a time between {hours} there.")


def _check_reply(patient: Patient, text: str) -> None:
    if patient.opted_out_at is not None:
        raise InputError("This patient has opted out of texts (STOP). Please phone them instead.")
    if not text.strip():
        raise InputError("Write the answer first.")
    if sms_text.segments(text) > 6:
        raise InputError(f"This answer is too long for a text: keep it under {LONGEST_REPLY} characters.")
