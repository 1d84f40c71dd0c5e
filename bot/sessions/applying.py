"""A change done: the facts, the check-ins, their texts in the outbox and a line in the audit book, in one transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import audit, ledger
from bot.models import CheckIn, Patient, TreatmentSession
from bot.sessions import facts
from bot.sessions.change import Change, Choices
from bot.sessions.intentions import Cancel, ChangeZone, Intention, Move
from bot.sessions.previewing import Outdated, Preview, work_out
from bot.sessions.reading import course_of, refuse_erased
from bot.sessions.recalling import call_back


def apply(
    session: Session,
    patient: Patient,
    intention: Intention,
    *,
    now: datetime,
    actor: str,
    staff_id: int | None = None,
    choices: Choices | None = None,
    seen: str | None = None,
) -> Preview:
    """Carry `intention` out in the caller's transaction and return what was done; nothing where all stands so already.

    `seen` is the fingerprint of the preview that was agreed to: Outdated when it would do something else by now. InputError
    or NotFound where it cannot be done; nothing is changed then.
    """
    patient = _held(session, patient.id)
    refuse_erased(patient)
    found = work_out(course_of(session, patient, to_change=True), intention, now, choices)
    if found.is_nothing:
        return found
    if seen is not None and seen != found.fingerprint:
        raise Outdated
    treatment = facts.write(session, patient, intention, found, now)
    _change(session, found, now, actor, code=intention.action.replace(".", "_"))
    if treatment is not None:
        new = [planned_row(treatment, change, now) for change in found.changes if change.check_in_id is None]
        ledger.plan(session, new, now=now, actor=actor)
    target = f"session:{treatment.id}" if treatment else f"patient:{patient.id}"
    who = {"actor": actor, "staff_id": staff_id, "clinic_id": patient.clinic_id}
    audit.record(session, at=now, action=intention.action, target=target, **who, **_detail(intention, found))
    session.flush()
    return found


def _held(session: Session, patient_id: int) -> Patient:
    """Return the patient, locked: two staff, or a STOP, come one after the other."""
    session.flush()
    return session.get(Patient, patient_id, with_for_update=True, populate_existing=True)


def _change(session: Session, found: Preview, now: datetime, actor: str, code: str) -> None:
    """Change the ledger as was worked out, and call back the texts that wait; `code` says why they were."""
    wanted = {change.check_in_id: change for change in found.changes if change.check_in_id and _differs(change)}
    call_back(session, list(wanted), code)
    for row in session.execute(select(CheckIn).where(CheckIn.id.in_(list(wanted))).order_by(CheckIn.id)).scalars():
        change = wanted[row.id]
        times = {"due_at": change.becomes_due, "expires_at": change.expires_at}
        ledger.mark(session, row, change.status, change.reason, now=now, actor=actor, **times)


def _differs(change: Change) -> bool:
    """Return whether the row itself changes: a missed one that staff chose not to send stays missed."""
    return change.is_change and (change.what != "late" or change.choice == "send" or change.status != change.was_status)


def planned_row(treatment: TreatmentSession, change: Change, now: datetime) -> CheckIn:
    """Return the row of a check-in that a change adds to a session; bot.ledger.plan puts it on file."""
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


def _detail(wanted: Intention, found: Preview) -> dict[str, Any]:
    """Return what the audit book says of it: no name, no number, no text."""
    detail: dict[str, Any] = {"check_ins": found.counts()} if found.counts() else {}
    if isinstance(wanted, Move):
        was = found.before.treatment(wanted.session_id).performed_at
        detail |= {"was": was.isoformat(), "becomes": wanted.to.astimezone(was.tzinfo).isoformat()}
    elif isinstance(wanted, Cancel):
        detail |= {"how": wanted.how}
    elif isinstance(wanted, ChangeZone):
        detail |= {"was": found.before.zone.key, "becomes": wanted.to}
    return detail
