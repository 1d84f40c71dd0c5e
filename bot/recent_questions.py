"""What a clinic's patients really asked of late, and which of the answers a draft would change.

The record keeps which rule each answer came from and how long after the session the text arrived; what would be heard under
the draft is made by the code that answers patients. Texts are for the staff of that clinic, on their own screen.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from bot.models import Message, Patient, Procedure, ProtocolVersion
from bot.protocols import Protocol
from bot.protocols.previewing import Difference, Heard, Sample, differences, heard

LOOKED_BACK = timedelta(days=30)
#: How many questions are shown; all of them are counted.
MOST_EXAMPLES = 12
#: A rule's name: subject, start and, where it ends, end: "makeup@24-72".
_SEPARATOR = "@"


@dataclass(frozen=True)
class Example:
    """One question whose answer would change."""

    patient_id: int
    text: str
    asked_at: datetime
    #: Hours after the session for which it was answered, and the subject.
    hours: float
    subject: str
    before: Heard
    after: Heard


@dataclass
class Recent:
    """What was asked, and what would change."""

    since: datetime
    #: Answers given, one for each subject of each text, and how many of them would be other ones.
    answered: int = 0
    changed: int = 0
    #: How many would change for each subject, most first.
    by_subject: Counter[str] = field(default_factory=Counter)
    #: The newest ones, no more than one of a patient and subject.
    examples: list[Example] = field(default_factory=list)


def changed_answers(session: Session, procedure: Procedure, before: Protocol, after: Protocol, now: datetime) -> Recent:
    """Return how the answers of the last 30 days about this procedure would differ under `after`."""
    recent = Recent(since=now - LOOKED_BACK)
    sample = Sample(now, "UTC")
    changes: dict[str, list[Difference]] = {}
    for one in differences(before, after, sample):
        if not one.done:
            changes.setdefault(one.subject, []).append(one)
    shown: set[tuple[int, str]] = set()
    for asked in _asked(session, procedure, recent.since):
        for told in asked.answers:
            recent.answered += 1
            hours = _hours(told.get("rule") or "", asked.explanation.get("hours"))
            subject = _known(before, told.get("subject") or told.get("topic") or "")
            if hours is None or not _differs(changes.get(subject, ()), hours):
                continue
            recent.changed += 1
            recent.by_subject[subject] += 1
            if len(recent.examples) < MOST_EXAMPLES and (asked.patient_id, subject) not in shown:
                shown.add((asked.patient_id, subject))
                recent.examples.append(_example(asked, subject, hours, before, after))
    return recent


def _asked(session: Session, procedure: Procedure, since: datetime) -> Iterable[Any]:
    """Return the texts that this procedure's protocol answered since then, the newest first, with each patient's zone.

    Columns, not whole rows: a busy month has ten thousand of them.
    """
    reply = aliased(Message)
    versions = select(ProtocolVersion.id).where(ProtocolVersion.procedure_id == procedure.id)
    answered = (
        select(Message.patient_id, Message.text, Message.created_at, Message.answers, Message.explanation, Patient.timezone)
        .join(reply, reply.reply_to_id == Message.id)
        .join(Patient, Patient.id == Message.patient_id)
        .where(Message.clinic_id == procedure.clinic_id, Message.sender == "patient", Message.created_at >= since)
        .where(reply.protocol_version_id.in_(versions), reply.sender == "bot")
    )
    return session.execute(answered.order_by(Message.id.desc())).all()


def _hours(rule: str, hours: float | None) -> float | None:
    """Return the hours after the session that an answer was for; None where the record does not say.

    A question about tomorrow was answered by a later window than the one it was asked in: then its nearest hour counts.
    """
    if hours is None:
        return None
    start, _, end = rule.partition(_SEPARATOR)[2].partition("-")
    try:
        first, last = float(start), float(end) if end else None
    except ValueError:
        return max(0.0, hours)
    if hours < first or last is None:
        return max(first, hours)
    return hours if hours < last else first


def _known(protocol: Protocol, subject: str) -> str:
    """Return the subject whose rules answered: a variant that the protocol does not know is answered as its topic."""
    return subject if subject in protocol.subjects else subject.partition("/")[0]


def _differs(changes: Iterable[Difference], hours: float) -> bool:
    return any(one.holds_at(hours) and not one.only_short for one in changes)


def _example(asked: Any, subject: str, hours: float, before: Protocol, after: Protocol) -> Example:
    since = asked.explanation["hours"]
    sample = Sample(asked.created_at - timedelta(hours=max(0.0, since)), asked.timezone)
    old, new = (heard(protocol, subject, hours, sample) for protocol in (before, after))
    return Example(asked.patient_id, asked.text, asked.created_at, hours, subject, old, new)
