"""Whose case it is."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import escalations, rights
from bot.cases.book import check_open, record
from bot.errors import InputError
from bot.models import Escalation, Staff


def assign(session: Session, case: Escalation, to: Staff | None, *, by: Staff, now: datetime, was: int | None) -> bool:
    """Give an open case to somebody, or to nobody with None; False when it is theirs already.

    `was` is the id of whoever had it as far as `by` knows: who would take it away from somebody unseen is told first.
    InputError for a closed case, somebody of another clinic, and an account that is closed or may not answer.
    """
    check_open(case)
    wanted = to.id if to else None
    if case.assigned_to == wanted:
        return False
    if case.assigned_to != was:
        raise InputError(f"{_holder(session, case)} a moment ago. Nothing was changed: look again and decide.")
    if to is not None:
        _check(case, to)
    case.assigned_to = wanted
    if to is not None:
        escalations.acknowledge(session, case, by, now)
    record(session, "case.assign" if to else "case.unassign", case, by, now, **({"to": wanted} if to else {}))
    return True


def _check(case: Escalation, to: Staff) -> None:
    called = to.name or to.email
    if to.clinic_id != case.clinic_id:
        raise InputError("There is no such colleague.")
    if to.disabled_at is not None:
        raise InputError(f"{called}'s account is closed. Choose somebody else.")
    if not rights.allows(to.role, "cases.answer"):
        raise InputError(f"{called}'s account may look but not answer. Choose somebody else.")


def _holder(session: Session, case: Escalation) -> str:
    """Return the start of a sentence about who has the case now."""
    holder = session.get(Staff, case.assigned_to) if case.assigned_to else None
    return f"This case went to {holder.name or holder.email}" if holder else "This case was given back"
