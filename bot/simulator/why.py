"""Beside the phone: what lies behind each bubble. Read from the record, which keeps its reasons with every text."""

import re
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from bot import reasons
from bot.models import CheckIn, Conversation, Escalation, Message, Patient, Procedure, TreatmentSession
from bot.simulator.store import CarrierMessage

#: Check-ins that may still come.
AHEAD = ("planned", "held")
SHOWN_CASES = 6


def known_messages(session: Session, texts: list[CarrierMessage]) -> dict[str, dict[str, Any]]:
    """Return what the record knows of the carrier's texts, by their sid."""
    sids = {text.sid: text.sid for text in texts}
    # A phone may ring before the record has heard the sid; the callback's address names our row from the start.
    ours = {_row_id(text): text.sid for text in texts if _row_id(text)}
    either = or_(Message.provider_sid.in_(sids), and_(Message.id.in_(ours), Message.direction == "out"))
    rows = session.execute(select(Message).where(either)).scalars().all()
    replies = {row.reply_to_id: row for row in rows if row.reply_to_id}
    return {sids.get(row.provider_sid) or ours[row.id]: _known(row, replies.get(row.id)) for row in rows}


def _row_id(text: CarrierMessage) -> int | None:
    found = re.search(r"[?&]message=(\d+)", text.callback_url or "")
    return int(found.group(1)) if found else None


def _known(row: Message, reply: Message | None) -> dict[str, Any]:
    told = row.answers or (reply.answers if reply else None) or []
    explanation = row.explanation or {}
    return {
        "sender": row.sender,
        "urgency": row.urgency,
        "status": row.status,
        "reply_to": row.reply_to_id,
        "id": row.id,
        "act": reasons.act_words(row.intent) if row.intent else None,
        "confidence": explanation.get("confidence"),
        "hours": explanation.get("hours"),
        "topics": row.topics or list(dict.fromkeys(answer["topic"] for answer in told)),
        "replied": reply is not None,
        "flags": _flags(explanation),
        "reader": _reader(explanation),
        "agreement": reasons.agreement(explanation),
        "heard": reasons.heard(explanation),
        "quoted": bool(explanation.get("quoted")),
        "opt_out": explanation.get("opt_out"),
        "language": explanation.get("language"),
        "rules": [_rule(answer) for answer in told],
        "purpose": row.purpose,
    }


def _flags(explanation: dict[str, Any]) -> list[dict[str, str]]:
    """Return what the gate found, the same words for the same reason once; what stands within another is left to that."""
    raised = [flag for flag in explanation.get("flags") or [] if flag.get("level") != "none"]
    found = sorted({(str(flag.get("code")), str(flag.get("phrase"))) for flag in raised})
    within = {one for one in found for other in found if one != other and one[0] == other[0] and one[1] in other[1]}
    told = [one for one in found if one not in within]
    return [{"code": code, "phrase": phrase, "words": reasons.code_words(code) or code} for code, phrase in told]


def _reader(explanation: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the trained reader made of a text: its level, and each level's chance, the gravest first."""
    view = reasons.reader_view(explanation)
    if view is None:
        return None
    chances = [{"level": one.level, "name": one.name, "value": one.value, "percent": one.percent} for one in view.chances]
    return {"level": view.level, "name": view.name, "leaning": view.leaning, "chances": chances}


def _rule(answer: dict[str, Any]) -> dict[str, Any]:
    rule = str(answer.get("rule", ""))
    return {"topic": answer.get("subject") or answer["topic"], "verdict": answer["verdict"], "rule": rule, "window": window(rule)}


def window(rule: str) -> str:
    """Return the hours in which a rule holds, in words: "makeup@24-72" holds "24 h to 3 days" after the session."""
    start, dash, end = rule.partition("@")[2].partition("-")
    if not dash:
        return ""
    if not end:
        return f"from {_hours(start)} on"
    return f"{_hours(start)} to {_hours(end)}"


def _hours(text: str) -> str:
    try:
        value = float(text)
    except ValueError:
        return text
    return f"{value / 24:g} days" if value >= 72 and value % 24 == 0 else f"{value:g} h"


def latest_session(session: Session, patient_id: int, now: datetime) -> tuple[TreatmentSession, Procedure] | None:
    """Return the session whose hours count now, with its procedure: the latest that has happened, else the next one."""
    kept = (TreatmentSession.patient_id == patient_id, TreatmentSession.cancelled_at.is_(None))
    both = select(TreatmentSession, Procedure).join(Procedure, Procedure.id == TreatmentSession.procedure_id).where(*kept)
    happened = both.where(TreatmentSession.performed_at <= now).order_by(TreatmentSession.performed_at.desc())
    found = session.execute(happened.limit(1)).first()
    return found or session.execute(both.order_by(TreatmentSession.performed_at).limit(1)).first()


def since(performed_at: datetime, now: datetime) -> str:
    """Return how long ago a session was, in words: "26 h after the session", "day 5"."""
    elapsed = now - performed_at
    if elapsed < timedelta():
        return f"in {_length(-elapsed)}"
    return f"{_length(elapsed)} ago"


def _length(length: timedelta) -> str:
    hours = length / timedelta(hours=1)
    if hours < 1:
        return f"{int(hours * 60)} min"
    return f"{int(hours)} h" if hours < 100 else f"{hours / 24:.0f} days"


def check_ins(session: Session, patient_id: int, zone: tzinfo) -> list[dict[str, Any]]:
    """Return every check-in of a patient by when it is due, with what became of it."""
    theirs = select(CheckIn).where(CheckIn.patient_id == patient_id).order_by(CheckIn.due_at, CheckIn.id)
    return [
        {
            "id": row.id,
            "step": row.step,
            "due": moment(row.due_at, zone),
            "status": row.status,
            "reason": row.reason,
            "ahead": row.status in AHEAD,
        }
        for row in session.execute(theirs).scalars()
    ]


def cases(session: Session, patient_id: int, zone: tzinfo) -> list[dict[str, Any]]:
    """Return the patient's cases, the open ones first, then the newest."""
    theirs = select(Escalation).where(Escalation.patient_id == patient_id)
    newest = theirs.order_by(Escalation.status, Escalation.id.desc()).limit(SHOWN_CASES)
    return [
        {
            "level": row.level,
            "codes": row.codes,
            "reason": row.reason,
            "status": row.status,
            "due": moment(row.due_at, zone),
        }
        for row in session.execute(newest).scalars()
    ]


def is_thinking(session: Session, patient_id: int) -> bool:
    """Return whether a text of this patient waits for its answer."""
    waiting = (Message.patient_id == patient_id, Message.direction == "in", Message.status == "received")
    leaving = (Message.patient_id == patient_id, Message.direction == "out", Message.status.in_(("queued", "sending")))
    soon = select(func.count()).select_from(Message)
    counts = (session.execute(soon.where(*what)).scalar_one() for what in (waiting, (*leaving, Message.sender == "bot")))
    return any(counts)


def is_taken_over(session: Session, patient: Patient) -> bool:
    """Return whether a person is writing with the patient."""
    talk = session.get(Conversation, patient.id)
    return talk is not None and talk.taken_over_at is not None


def moment(at: datetime, zone: tzinfo) -> str:
    """Return a moment as the patient's own clock shows it: "Thu 5 Mar, 10:00"."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"
