"""The hand-over between two shifts: what is open and promised, to whom, and what is already on its way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import joinedload
from starlette.responses import Response

from bot.models import CaseNote, Conversation, Escalation, Message, Patient, Staff
from bot.web.console import case_rows
from bot.web.console.case_rows import Row
from bot.web.console.desk import Desk
from bot.web.console.notes import Note
from bot.web.console.people import called, everybody, staff_called
from bot.web.console.slips import Slip, slips
from bot.web.console.visit import Visit

#: What one page lists of each; nobody reads more out to a colleague.
LISTED = 60
SHIFT = timedelta(hours=12)


@dataclass(frozen=True)
class Left:
    """One open case as it is handed over, with the newest note about its patient."""

    row: Row
    note: Note | None


@dataclass(frozen=True)
class Talk:
    """A patient to whom a person talks: the companion is silent until `until`, or until somebody hands back."""

    patient_id: int
    who: str
    by: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Later:
    """An answer that was written for later and has not gone out."""

    patient_id: int
    who: str
    by: str
    at: datetime
    text: str


def show(visit: Visit) -> Response:
    """The page. It shows what patients wrote, so the look is recorded."""
    with visit.reading() as desk:
        people, found = everybody(desk), slips(desk)
        awake = [slip for slip in found if not slip.sleeps(desk.now)]
        asleep = sorted((slip for slip in found if slip.sleeps(desk.now)), key=lambda slip: (slip.snoozed_until, slip.id))
        rows = case_rows.rows_of(desk, [*awake[:LISTED], *asleep[:LISTED]], people)
        content: dict[str, Any] = {
            "left": _left(desk, [row for row in rows if row.sleeps_until is None], people),
            "asleep": [row for row in rows if row.sleeps_until is not None],
            "counts": {"open": len(awake), "late": sum(_is_late(slip, desk.now) for slip in awake), "all": len(found)},
            "talks": _talks(desk, people),
            "later": _later(desk, people),
            "done": _done(desk),
        }
    visit.note("handover.view", "cases")
    return visit.render("hand_over.html", hours=SHIFT // timedelta(hours=1), listed=LISTED, called=called, **content)


def _is_late(slip: Slip, now: datetime) -> bool:
    return slip.answered_at is None and slip.due_at < now


def _left(desk: Desk, rows: list[Row], people: Mapping[int, Staff]) -> list[Left]:
    newest = _newest_notes(desk, {row.case.patient_id for row in rows}, people)
    return [Left(row, newest.get(row.case.patient_id)) for row in rows]


def _newest_notes(desk: Desk, patients: Iterable[int], people: Mapping[int, Staff]) -> dict[int, Note]:
    """Return the newest note about each patient. One query."""
    rows = desk.rows(CaseNote).where(CaseNote.patient_id.in_(list(patients))).order_by(CaseNote.id)
    return {row.patient_id: Note(row, staff_called(desk, people, row.staff_id)) for row in desk.session.scalars(rows)}


def _talks(desk: Desk, people: Mapping[int, Staff]) -> list[Talk]:
    held = desk.rows(Conversation, Conversation, Patient).where(Conversation.taken_over_at.is_not(None))
    found = desk.session.execute(held.order_by(Conversation.taken_over_at).limit(LISTED))
    return [
        Talk(who.id, called(who), staff_called(desk, people, talk.taken_over_by), talk.taken_over_at, talk.taken_over_until)
        for talk, who in found
    ]


def _later(desk: Desk, people: Mapping[int, Staff]) -> list[Later]:
    """Return the answers that leave after now, the next first."""
    waiting = desk.rows(Message, Message, Patient).join(Patient, Patient.id == Message.patient_id)
    theirs = waiting.where(Message.direction == "out", Message.status == "queued", Message.next_attempt_at > desk.now)
    found = theirs.where(Message.sender == "staff").order_by(Message.next_attempt_at, Message.id).limit(LISTED)
    return [
        Later(who.id, called(who), staff_called(desk, people, row.explanation.get("staff_id")), row.next_attempt_at, row.text)
        for row, who in desk.session.execute(found)
    ]


def _done(desk: Desk) -> list[Escalation]:
    """Return what this shift closed, the last first."""
    closed = desk.rows(Escalation).options(joinedload(Escalation.patient)).where(Escalation.merged_into_id.is_(None))
    lately = closed.where(Escalation.status == "resolved", Escalation.resolved_at > desk.now - SHIFT)
    return list(desk.session.scalars(lately.order_by(Escalation.resolved_at.desc(), Escalation.id.desc()).limit(LISTED)))
