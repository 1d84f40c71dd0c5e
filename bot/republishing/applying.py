"""A published timeline carried over to the running sessions: rows, ledger, audit book, in the caller's transaction."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from bot import audit, ledger, outbox, published
from bot.models import CheckIn, Message, Procedure, TimelineVersion, TreatmentSession
from bot.republishing.running import Effect, SessionEffect, effect
from bot.sessions import Choices
from bot.sessions.applying import planned_row
from bot.sessions.recalling import call_back

#: Why a text that waited was called back.
CODE = "timeline_changed"
#: Sessions carried over with one handful of statements; each has about ten check-ins.
CHUNK = 50


def apply(
    session: Session, version: TimelineVersion, *, now: datetime, actor: str, staff_id: int | None = None,
    choices: Choices | None = None,
) -> Effect:  # fmt: skip
    """Put every running session of the version's procedure on `version` and return what that did; twice does nothing more."""
    held = select(Procedure).where(Procedure.id == version.procedure_id).with_for_update()
    procedure = session.execute(held).scalar_one()
    timeline = published.timeline(session, version.id)
    found = effect(session, procedure, timeline, now=now, version_id=version.id, choices=choices, to_change=True)
    for some in _chunks(found.sessions):
        _carry_over(session, some, version, now, actor)
    if found.sessions:
        detail: dict[str, Any] = {"version": version.number, "sessions": len(found.sessions), **found.counts()}
        who = {"actor": actor, "staff_id": staff_id, "clinic_id": procedure.clinic_id}
        audit.record(session, at=now, action="timeline.apply", target=f"procedure:{procedure.id}", **who, **detail)
    session.flush()
    return found


def _chunks(every: Sequence[SessionEffect]) -> Iterator[Sequence[SessionEffect]]:
    """Yield the sessions some at a time: a handful of statements for each, whatever their number."""
    for start in range(0, len(every), CHUNK):
        yield every[start : start + CHUNK]


def _carry_over(session: Session, some: Sequence[SessionEffect], version: TimelineVersion, now: datetime, actor: str) -> None:
    _remember_wording(session, some)
    # What waits in the outbox is called back where it moves, ends, or has other words now; it is queued again as it should be.
    waiting = [row.change.check_in_id for one in some for row in one.changed if row.change.what != "sent"]
    call_back(session, [key for key in waiting if key is not None], CODE)
    _mark(session, some, now, actor)
    wanted = select(TreatmentSession).where(TreatmentSession.id.in_([one.session_id for one in some]))
    treatments = {row.id: row for row in session.execute(wanted.options(joinedload(TreatmentSession.patient))).scalars()}
    added = [(one.session_id, row.change) for one in some for row in one.rows if row.change.check_in_id is None]
    ledger.plan(session, [planned_row(treatments[key], change, now) for key, change in added], now=now, actor=actor)
    for treatment in treatments.values():
        treatment.timeline_version_id = version.id


def _mark(session: Session, some: Sequence[SessionEffect], now: datetime, actor: str) -> None:
    """Give the check-ins that are on file their new status, reason and times."""
    changes = [row.change for one in some for row in one.changed]
    wanted = {change.check_in_id: change for change in changes if change.check_in_id and change.is_change}
    for row in session.execute(select(CheckIn).where(CheckIn.id.in_(wanted)).order_by(CheckIn.id)).scalars():
        change = wanted[row.id]
        times = {"due_at": change.becomes_due, "expires_at": change.expires_at}
        ledger.mark(session, row, change.status, change.reason, now=now, actor=actor, **times)


def _remember_wording(session: Session, some: Sequence[SessionEffect]) -> None:
    """Note on texts that have left and have no answer yet which version they are from: answers are read as they were asked."""
    gone = {row.change.check_in_id: one.version_id for one in some for row in one.rows if row.change.what == "sent"}
    purposes = {outbox.check_in_purpose(key): key for key in gone if key is not None}
    texts = select(Message, CheckIn.id).outerjoin(CheckIn, CheckIn.message_id == Message.id)
    theirs = texts.where(CheckIn.answered_at.is_(None), or_(CheckIn.id.in_(gone), Message.purpose.in_(purposes)))
    for text, key in session.execute(theirs.order_by(Message.id)):
        version_id = gone.get(key or purposes.get(text.purpose))
        text.explanation = {"timeline_version_id": version_id, **text.explanation}
