"""Everything on file about a person as plain values, times in UTC.

Who of the clinic did something is left out: their names and addresses are theirs, not the patient's.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import ledger
from bot.errors import InputError
from bot.models import (
    Audit,
    CaseNote,
    CheckIn,
    CheckInEvent,
    Conversation,
    Escalation,
    Judgement,
    Message,
    Patient,
    Photo,
    Procedure,
    TreatmentSession,
)
from bot.person_export.photos import photos

STAFF = "clinic staff"


def everything(session: Session, patient: Patient, now: datetime) -> dict[str, Any]:
    """Return all that the record holds about this person. InputError for somebody who was erased."""
    refuse_erased(patient)
    treatments, cases = _treatments(session, patient), _cases(session, patient)
    talk = session.get(Conversation, patient.id)
    return {
        "made_at": _at(now),
        "clinic": {"name": patient.clinic.name, "phone": patient.clinic.phone, "timezone": patient.clinic.timezone},
        "person": _person(patient),
        "sessions": treatments,
        "messages": _messages(session, patient, "patient", "bot", "check_in", "staff"),
        "alerts_to_staff": [_without_numbers(one) for one in _messages(session, patient, "alert")],
        "cases": cases,
        "photos": photos(session, patient),
        "notes": _notes(session, patient),
        "remembered_of_the_conversation": talk.memory if talk else {},
        "who_looked_and_changed": _audit(session, patient, treatments, cases),
    }


def refuse_erased(patient: Patient) -> None:
    """InputError for somebody of whom nothing is on file any more."""
    if patient.erased_at is not None:
        raise InputError("This person was erased: there is nothing left to export.")


def _person(patient: Patient) -> dict[str, Any]:
    return {
        "id": patient.id,
        "name": patient.name,
        "phone": patient.phone,
        "other_contact": patient.other_contact,
        "timezone": patient.timezone,
        "on_file_since": _at(patient.created_at),
        "consent": {"source": patient.consent_source, "at": _at(patient.consent_at), "words": patient.consent_words},
        "opted_out_at": _at(patient.opted_out_at),
        "opt_out_source": patient.opt_out_source,
        "paused_at": _at(patient.paused_at),
        "discharged_at": _at(patient.discharged_at),
    }


def _treatments(session: Session, patient: Patient) -> list[dict[str, Any]]:
    mine = select(TreatmentSession, Procedure.name).join(Procedure, Procedure.id == TreatmentSession.procedure_id)
    rows = session.execute(mine.where(TreatmentSession.patient_id == patient.id).order_by(TreatmentSession.performed_at)).all()
    check_ins = _check_ins(session, patient)
    return [
        {
            "id": one.id,
            "procedure": procedure,
            "performed_at": _at(one.performed_at),
            "cancelled_at": _at(one.cancelled_at),
            "cancel_reason": one.cancel_reason,
            "check_ins": check_ins[one.id],
        }
        for one, procedure in rows
    ]


def _check_ins(session: Session, patient: Patient) -> dict[int, list[dict[str, Any]]]:
    """Return the check-ins with their lives, by session."""
    mine = select(CheckIn).where(CheckIn.patient_id == patient.id).order_by(CheckIn.due_at, CheckIn.id)
    rows = session.execute(mine).scalars().all()
    lives: dict[int, list[CheckInEvent]] = defaultdict(list)
    for event in ledger.life(session, [row.id for row in rows]):
        lives[event.check_in_id].append(event)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row.session_id].append(_check_in(row, lives[row.id]))
    return found


def _check_in(row: CheckIn, life: Sequence[CheckInEvent]) -> dict[str, Any]:
    return {
        "step": row.step,
        "due_at": _at(row.due_at),
        "status": row.status,
        "reason": row.reason,
        "message_id": row.message_id,
        "answers": row.values,
        "answered_at": _at(row.answered_at),
        "life": [
            {"at": _at(one.at), "status": one.status, "reason": one.reason, "due_at": _at(one.due_at), "by": _by(one.actor)}
            for one in life
        ],
    }


def _messages(session: Session, patient: Patient, *senders: str) -> list[dict[str, Any]]:
    mine = select(Message).where(Message.patient_id == patient.id, Message.sender.in_(senders))
    judged = dict(session.execute(select(Judgement.message_id, Judgement.level).join(
        Message, Message.id == Judgement.message_id).where(Message.patient_id == patient.id)).all())  # fmt: skip
    rows = session.execute(mine.order_by(Message.created_at, Message.id)).scalars()
    return [_message(row) | {"staff_said_its_level_should_be": judged.get(row.id)} for row in rows]


def _message(row: Message) -> dict[str, Any]:
    return {
        "id": row.id,
        "at": _at(row.created_at),
        "sent_at": _at(row.sent_at),
        "delivered_at": _at(row.delivered_at),
        "direction": row.direction,
        "sender": row.sender,
        "from": row.from_phone,
        "to": row.to_phone,
        "text": row.text,
        "status": row.status,
        "photos": row.media_count,
        "answers_message_id": row.reply_to_id,
        "understood_as": row.intent,
        "topics": row.topics,
        "urgency": row.urgency,
        "told": row.answers,
        "why": {name: value for name, value in row.explanation.items() if name != "staff_id"},
    }


def _without_numbers(alert: dict[str, Any]) -> dict[str, Any]:
    """The on-call phone is a colleague's."""
    return {name: value for name, value in alert.items() if name not in ("from", "to")}


def _cases(session: Session, patient: Patient) -> list[dict[str, Any]]:
    mine = select(Escalation).where(Escalation.patient_id == patient.id).order_by(Escalation.id)
    return [
        {
            "id": case.id,
            "opened_at": _at(case.opened_at),
            "level": case.level,
            "codes": case.codes,
            "reason": case.reason,
            "message_id": case.message_id,
            "answer_promised_by": _at(case.due_at),
            "first_answered_at": _at(case.first_answered_at),
            "status": case.status,
            "resolved_at": _at(case.resolved_at),
            "note": case.note,
        }
        for case in session.execute(mine).scalars()
    ]


def _notes(session: Session, patient: Patient) -> list[dict[str, Any]]:
    mine = select(CaseNote).where(CaseNote.patient_id == patient.id).order_by(CaseNote.id)
    rows = session.execute(mine).scalars()
    return [{"at": _at(row.at), "case_id": row.escalation_id, "text": row.text} for row in rows]


def _audit(session: Session, patient: Patient, treatments: Sequence[dict], cases: Sequence[dict]) -> list[dict[str, Any]]:
    """Return every look at and change of this person's record."""
    keys = [f"session:{one['id']}" for one in treatments] + [f"case:{one['id']}" for one in cases]
    keys += [f"photo:{key}" for key in session.scalars(select(Photo.id).where(Photo.patient_id == patient.id))]
    about = (Audit.clinic_id == patient.clinic_id, Audit.target.in_([f"patient:{patient.id}", *keys]))
    lines = session.execute(select(Audit).where(*about).order_by(Audit.id)).scalars()
    return [{"at": _at(line.at), "by": _by(line.actor), "action": line.action, "target": line.target} for line in lines]


def _by(actor: str) -> str:
    return STAFF if "@" in actor else actor


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
