"""A patient's repeated cases made one: nothing that was found, promised or left to do is lost on the way."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.book import record
from bot.errors import InputError
from bot.levels import LEVELS
from bot.models import Escalation, Patient, Staff

NOTHING_TO_MERGE = "There is nothing to merge: of these cases fewer than two are still open. Nothing was changed."


def merge(session: Session, patient: Patient, keys: Iterable[int], *, by: Staff, now: datetime) -> Escalation:
    """Make one case of a patient's open ones among `keys` and return it; the others are resolved and name it.

    The gravest one is kept, of equals the oldest, with the codes of all and the earliest promise that nobody has answered yet.
    Merging the same again returns the same case. InputError when fewer than two of them are open.
    """
    theirs = select(Escalation).where(Escalation.patient_id == patient.id, Escalation.id.in_(list(keys)))
    known = session.scalars(theirs.order_by(Escalation.id).with_for_update()).all()
    found = [case for case in known if case.status == "open"]
    if len(found) < 2:
        return _merged_before(known, found)
    kept = max(found, key=lambda case: (LEVELS.index(case.level), -case.id))
    others = [case for case in found if case is not kept]
    _take_in(kept, found)
    for other in others:
        other.status, other.resolved_at, other.resolved_by = "resolved", now, by.id
        other.note, other.merged_into_id, other.snoozed_until = f"Merged into case {kept.id}", kept.id, None
    record(session, "case.merge", kept, by, now, merged=[other.id for other in others])
    return kept


def _merged_before(known: Sequence[Escalation], found: Sequence[Escalation]) -> Escalation:
    """Return the case that the others were merged into already: somebody pressed twice."""
    kept = found[0] if found else None
    if kept is None or not any(case.merged_into_id == kept.id for case in known):
        raise InputError(NOTHING_TO_MERGE)
    return kept


def _take_in(kept: Escalation, cases: Sequence[Escalation]) -> None:
    """Give the kept case what the others had: whatever asks for more of us wins."""
    waiting = [case for case in cases if case.first_answered_at is None]
    kept.codes = list(dict.fromkeys(code for case in [kept, *cases] for code in case.codes))
    kept.due_at = min(case.due_at for case in waiting or cases)
    kept.first_answered_at = _all_or_none(cases, "first_answered_at", min)
    kept.snoozed_until = _all_or_none(cases, "snoozed_until", min)
    kept.acknowledged_at = _all_or_none(cases, "acknowledged_at", max)
    kept.acknowledged_by = kept.acknowledged_by if kept.acknowledged_at else None
    kept.assigned_to = kept.assigned_to or next((case.assigned_to for case in cases if case.assigned_to), None)
    kept.called = max(case.called for case in cases)
    kept.called_at = max((case.called_at for case in cases if case.called_at), default=None)


def _all_or_none(cases: Sequence[Escalation], column: str, choose: Callable[[list[Any]], Any]) -> Any:
    """Return the chosen one of a moment that every case has; None as soon as one of them lacks it."""
    moments = [getattr(case, column) for case in cases]
    return choose(moments) if all(moments) else None
