"""A published timeline carried over to the running sessions: rows, ledger, audit book, in the caller's transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot import audit, ledger, outbox, published
from bot.models import CheckIn, Message, Procedure, TimelineVersion, TreatmentSession
from bot.republishing.running import Effect, SessionEffect, effect
from bot.sessions import Change, Choices
from bot.sessions.recalling import call_back

#: Why a text that waited was called back.
CODE = "timeline_changed"


def apply(
    session: Session, version: TimelineVersion, *, now: datetime, actor: str, staff_id: int | None = None,
    choices: Choices | None = None,
) -> Effect:  # fmt: skip
    """Put every running session of the version's procedure on `version` and return what that did; twice does nothing more."""
    held = select(Procedure).where(Procedure.id == version.procedure_id).with_for_update()
    procedure = session.execute(held).scalar_one()
    timeline = published.timeline(session, version.id)
    found = effect(session, procedure, timeline, now=now, version_id=version.id, choices=choices, to_change=True)
    for one in found.sessions:
        _carry_over(session, one, version, now, actor)
    if found.sessions:
        detail: dict[str, Any] = {"version": version.number, "sessions": len(found.sessions), **found.counts()}
        who = {"actor": actor, "staff_id": staff_id, "clinic_id": procedure.clinic_id}
        audit.record(session, at=now, action="timeline.apply", target=f"procedure:{procedure.id}", **who, **detail)
    session.flush()
    return found


def _carry_over(session: Session, one: SessionEffect, version: TimelineVersion, now: datetime, actor: str) -> None:
    treatment = session.get(TreatmentSession, one.session_id)
    _remember_wording(session, one)
    # What waits in the outbox is called back where it moves, ends, or has other words now; it is queued again as it should be.
    waiting = [row.change.check_in_id for row in one.changed if row.change.what != "sent"]
    call_back(session, [key for key in waiting if key is not None], CODE)
    wanted = {row.change.check_in_id: row.change for row in one.changed if row.change.check_in_id and row.change.is_change}
    for row in session.execute(select(CheckIn).where(CheckIn.id.in_(wanted)).order_by(CheckIn.id)).scalars():
        change = wanted[row.id]
        times = {"due_at": change.becomes_due, "expires_at": change.expires_at}
        ledger.mark(session, row, change.status, change.reason, now=now, actor=actor, **times)
    new = [_row(treatment, row.change, now) for row in one.rows if row.change.check_in_id is None]
    ledger.plan(session, new, now=now, actor=actor)
    treatment.timeline_version_id = version.id


def _remember_wording(session: Session, one: SessionEffect) -> None:
    """Note on texts that have left and have no answer yet which version they are from: answers are read as they were asked."""
    gone = [row.change.check_in_id for row in one.rows if row.change.what == "sent"]
    purposes = [outbox.check_in_purpose(key) for key in gone if key is not None]
    unanswered = select(Message).outerjoin(CheckIn, CheckIn.message_id == Message.id).where(CheckIn.answered_at.is_(None))
    theirs = unanswered.where(or_(CheckIn.id.in_(gone), Message.purpose.in_(purposes)))
    for text in session.execute(theirs.order_by(Message.id)).scalars():
        text.explanation = {"timeline_version_id": one.version_id, **text.explanation}


def _row(treatment: Any, change: Change, now: datetime) -> CheckIn:
    return CheckIn(
        session_id=treatment.id,
        patient_id=treatment.patient_id,
        clinic_id=treatment.patient.clinic_id,
        step=change.step,
        due_at=change.becomes_due,
        expires_at=change.expires_at,
        status=change.status,
        reason=change.reason[: ledger.LONGEST_REASON],
        values={},
        created_at=now,
    )
