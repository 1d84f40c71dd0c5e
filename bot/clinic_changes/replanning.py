"""Check-ins under other sending times or in another zone: what becomes of each, by the same rules as when a session is moved."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import ledger, sessions
from bot.clinic_settings import ClinicSettings
from bot.models import CheckIn, Clinic, Patient
from bot.sessions import Change
from bot.sessions.recalling import call_back
from bot.zones import zone

BECAUSE = "the clinic's sending times were changed"
#: Why a text that waited was called back.
CODE = "sending_times_changed"


@dataclass(frozen=True)
class Move:
    """One check-in that does not stay as it is."""

    patient: Patient
    change: Change

    @property
    def ends(self) -> bool:
        """Whether it will not be sent any more."""
        return self.change.status not in ledger.OPEN

    @property
    def is_now(self) -> bool:
        """Whether it leaves as soon as the new times allow, because it was due already."""
        return self.change.is_late and not self.ends

    @property
    def then(self) -> datetime | None:
        """When it is sent; None where it is not."""
        return None if self.ends else self.change.goes_at or self.change.becomes_due

    @property
    def is_seen(self) -> bool:
        """Whether the patient could notice: not where only the end of its worth moves."""
        return self.then != self.change.was_due


def is_needed(before: ClinicSettings, after: ClinicSettings) -> bool:
    """Return whether a change of settings can move a check-in."""
    return (before.window, before.timezone) != (after.window, after.timezone)


def followers(session: Session, clinic: Clinic, before: ClinicSettings, after: ClinicSettings) -> list[Patient]:
    """Return the patients who move with the clinic: those in the zone that it had, which they have from it."""
    if before.timezone == after.timezone:
        return []
    with_it = (Patient.clinic_id == clinic.id, Patient.timezone == before.timezone)
    return list(session.execute(select(Patient).where(*with_it).order_by(Patient.id)).scalars())


def moves(
    session: Session, clinic: Clinic, before: ClinicSettings, after: ClinicSettings, now: datetime, to_change: bool = False
) -> list[Move]:
    """Return every check-in that `after` moves or ends, by patient and time.

    `to_change` keeps the scheduler off these patients' check-ins until the commit.
    """
    if not is_needed(before, after):
        return []
    found: list[Move] = []
    for patient in _waiting(session, clinic):
        if to_change:
            session.get(Patient, patient.id, with_for_update=True, populate_existing=True)
        course = sessions.course_of(session, patient, to_change=to_change)
        lives_in = after.timezone if patient.timezone == before.timezone else patient.timezone
        becomes = replace(course, window=after.window, zone=zone(lives_in))
        changed = sessions.changes(course, becomes, now=now, because=BECAUSE)
        found += [Move(patient, change) for change in changed if change.is_change]
    return found


def carry_out(session: Session, found: list[Move], now: datetime, actor: str) -> None:
    """Move and end the check-ins, each with a line in the ledger; their texts that wait are called back."""
    wanted = {move.change.check_in_id: move.change for move in found if move.change.check_in_id is not None}
    call_back(session, list(wanted), CODE)
    for row in session.execute(select(CheckIn).where(CheckIn.id.in_(wanted)).order_by(CheckIn.id)).scalars():
        change = wanted[row.id]
        times = {"due_at": change.becomes_due, "expires_at": change.expires_at}
        ledger.mark(session, row, change.status, change.reason, now=now, actor=actor, **times)


def _waiting(session: Session, clinic: Clinic) -> list[Patient]:
    """Return the patients with anything still to come, by id so that everybody locks in the same order."""
    waits = select(CheckIn.id).where(CheckIn.patient_id == Patient.id, CheckIn.status.in_(ledger.OPEN)).exists()
    mine = (Patient.clinic_id == clinic.id, Patient.erased_at.is_(None), waits)
    return list(session.execute(select(Patient).where(*mine).order_by(Patient.id)).scalars())
