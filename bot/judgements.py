"""What staff say of our decisions, one for each text of a patient, and those words as labelled data without whose they are."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot import audit, language
from bot.anonymous import anonymous
from bot.errors import InputError
from bot.levels import LEVELS, at_least
from bot.models import CheckIn, Clinic, Judgement, Message, OnCall, Patient, Staff, TreatmentSession
from bot.protocols.vocabulary import TOPICS

#: The steps that a replayed text may be told to answer.
STEPS = frozenset({"4h", "24h", "48h", "day3", "day5", "day7", "day14", "day28"})
#: What sort of text an act is, in the words of the labelled sets.
TYPES = {
    "ask_human": "handoff", "ask_appointment": "admin", "ask_cost": "admin", "ask_who": "admin", "ask_help": "admin",
    "wrong_number": "admin", "stop_messages": "optout", "out_of_scope": "out_of_scope", "report_symptom": "symptom",
    "report_slip": "symptom", "report_fine": "symptom", "give_score": "checkin_reply", "compare_better": "checkin_reply",
    "compare_same": "checkin_reply", "compare_worse": "checkin_reply", "affirm": "checkin_reply", "deny": "checkin_reply",
    "greet": "chitchat", "thanks": "chitchat", "goodbye": "chitchat",
}  # fmt: skip

Row = dict[str, Any]


def judge(session: Session, message: Message, level: str, *, by: Staff, now: datetime) -> bool:
    """Keep what level a patient's text should have had; a new word replaces the old. False when that was said already.

    InputError for a text of ours and for a level that is none.
    """
    if message.direction != "in":
        raise InputError("Only a patient's text can be judged.")
    if level not in LEVELS:
        raise InputError("Say which it should have been: no escalation, review, urgent or emergency.")
    known = _of(session, message)
    if known is not None and known.level == level:
        return False
    row = known or _new(session, message, level, by, now)
    row.level, row.staff_id, row.at = level, by.id, now
    _record(session, "message.judge", message, by, now, level=level)
    return True


def withdraw(session: Session, message: Message, *, by: Staff, now: datetime) -> bool:
    """Take a judgement back; False when there is none."""
    known = _of(session, message)
    if known is None:
        return False
    session.delete(known)
    _record(session, "message.unjudge", message, by, now, level=known.level)
    return True


def _of(session: Session, message: Message) -> Judgement | None:
    return session.scalars(select(Judgement).where(Judgement.message_id == message.id).with_for_update()).one_or_none()


def _new(session: Session, message: Message, level: str, by: Staff, now: datetime) -> Judgement:
    row = Judgement(clinic_id=message.clinic_id, message_id=message.id, staff_id=by.id, at=now, level=level)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # a colleague was faster by a moment
        return session.scalars(select(Judgement).where(Judgement.message_id == message.id)).one()
    return row


def _record(session: Session, action: str, message: Message, by: Staff, now: datetime, **detail: Any) -> None:
    who = {"actor": by.email, "clinic_id": by.clinic_id, "staff_id": by.id}
    audit.record(session, at=now, action=action, target=f"message:{message.id}", **who, **detail)


def labelled(session: Session, clinic: Clinic) -> Iterator[Row]:
    """Yield a clinic's judged texts, oldest first, in the form of evaluation/data/messages.jsonl, without whose they are.

    The level is the staff's; type and topics are as the companion understood the text.
    """
    others = _names_known(session, clinic)
    judged = (
        select(Judgement, Message, Patient.name)
        .join(Message, Message.id == Judgement.message_id)
        .join(Patient, Patient.id == Message.patient_id)
        .where(Judgement.clinic_id == clinic.id)
    )
    for judgement, message, name in session.execute(judged.order_by(Message.id)).all():
        if message.text.strip():
            yield _row(session, clinic, judgement, message, anonymous(message.text, [name or ""], others))


def _names_known(session: Session, clinic: Clinic) -> frozenset[str]:
    """Return the words, in lower case, of every name on the clinic's books."""
    names = [clinic.name]
    for model in (Patient, Staff, OnCall):
        names += session.scalars(select(model.name).where(model.clinic_id == clinic.id, model.name.is_not(None)))
    return frozenset(word for name in names for word in name.lower().split() if len(word) > 2)


def _row(session: Session, clinic: Clinic, judgement: Judgement, message: Message, text: str) -> Row:
    row = {
        "id": hashlib.sha256(f"{clinic.slug}:{message.id}".encode()).hexdigest()[:12],
        "text": text,
        "lang": message.explanation.get("language") or language.detect(message.text),
        "hours_since": _hours(session, message),
        "type": _type(message, judgement.level),
        "topics": [topic for topic in message.topics if topic in TOPICS] or ["other"],
        "urgency": judgement.level,
        "note": _note(message, judgement.level),
        "split": "tune",
    }
    step = _asked(session, message)
    return {**row, "asked": step} if step in STEPS else row


def _hours(session: Session, message: Message) -> float | None:
    """Return the hours from the session that counted then; None without one."""
    theirs = (TreatmentSession.patient_id == message.patient_id, TreatmentSession.cancelled_at.is_(None))
    before = select(TreatmentSession.performed_at).where(*theirs, TreatmentSession.performed_at <= message.created_at)
    latest = session.scalars(before.order_by(TreatmentSession.performed_at.desc()).limit(1)).one_or_none()
    return round((message.created_at - latest).total_seconds() / 3600, 1) if latest else None


def _asked(session: Session, message: Message) -> str | None:
    """Return the step of the check-in that this text was taken as an answer to: both were settled in the same moment."""
    if message.handled_at is None:
        return None
    answered = (CheckIn.patient_id == message.patient_id, CheckIn.answered_at == message.handled_at)
    return session.scalars(select(CheckIn.step).where(*answered).order_by(CheckIn.id.desc()).limit(1)).one_or_none()


def _type(message: Message, level: str) -> str:
    if message.explanation.get("opt_out"):
        return "optout"
    if at_least(level, "urgent"):
        return "symptom"
    found = TYPES.get(message.intent or "", "question")
    return "multi" if found == "question" and len(message.topics) > 1 else found


def _note(message: Message, level: str) -> str:
    """Say what staff overruled. What only looked like danger is counted among the look-alikes."""
    if level == message.urgency:
        return "staff agree"
    alike = at_least(message.urgency, "review") and level == "none"
    return f"{'look-alike: ' if alike else ''}staff; it was taken for {message.urgency}"
