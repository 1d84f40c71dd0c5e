"""Planned check-ins under other sending times or in another zone: which of them move, and what ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import String, cast, literal, select
from sqlalchemy.orm import Session

from bot import checkins, ledger, published
from bot.checkins import Planned
from bot.clinic_settings import ClinicSettings, Hours
from bot.models import CheckIn, Clinic, Message, Patient, TreatmentSession
from bot.zones import zone

PASSED = "its time has passed under the clinic's new sending times"


@dataclass(frozen=True)
class Move:
    """One planned check-in that does not stay as it is."""

    check_in: CheckIn
    patient: Patient
    #: "planned" where it only moves, else how it ends.
    status: str
    reason: str
    was_due_at: datetime
    due_at: datetime
    expires_at: datetime

    @property
    def ends(self) -> bool:
        """Whether it will not be sent any more."""
        return self.status != "planned"


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
    """Return every planned check-in that `after` moves or ends, by patient and time. Held ones are looked at again anyway.

    `to_change` keeps the scheduler off these rows until the commit.
    """
    if not is_needed(before, after):
        return []
    wanted = _planned(clinic)
    rows = session.execute(wanted.with_for_update(of=CheckIn) if to_change else wanted).all()
    found: list[Move] = []
    for _, group in groupby(rows, key=lambda row: row.TreatmentSession.id):
        waiting = list(group)
        treatment, patient = waiting[0].TreatmentSession, waiting[0].Patient
        lives_in = after.timezone if patient.timezone == before.timezone else patient.timezone
        plan = _plan(session, treatment, lives_in, after.window, now)
        found += _moved([row.CheckIn for row in waiting], plan, patient, now)
    return found


def carry_out(session: Session, found: list[Move], now: datetime, actor: str) -> None:
    """Move and end the check-ins, each with a line in the ledger."""
    for move in found:
        times = {} if move.ends else {"due_at": move.due_at, "expires_at": move.expires_at}
        ledger.mark(session, move.check_in, move.status, move.reason, now=now, actor=actor, **times)


def _planned(clinic: Clinic) -> Any:
    """Check-ins that wait for their time; those in the outbox have been decided about."""
    in_outbox = select(Message.id).where(Message.purpose == literal("check_in:") + cast(CheckIn.id, String))
    mine = (CheckIn.clinic_id == clinic.id, CheckIn.status == "planned", TreatmentSession.cancelled_at.is_(None))
    rows = select(CheckIn, TreatmentSession, Patient).join(TreatmentSession, TreatmentSession.id == CheckIn.session_id)
    joined = rows.join(Patient, Patient.id == CheckIn.patient_id).where(*mine, ~in_outbox.exists())
    return joined.order_by(TreatmentSession.id, CheckIn.due_at, CheckIn.id)


def _plan(session: Session, treatment: TreatmentSession, lives_in: str, window: Hours, now: datetime) -> dict[str, Planned]:
    timeline = published.timeline(session, treatment.timeline_version_id)
    rows = checkins.plan(timeline, performed_at=treatment.performed_at, zone=zone(lives_in), window=window, now=now)
    return {row.step: row for row in rows}


def _moved(rows: list[CheckIn], plan: dict[str, Planned], patient: Patient, now: datetime) -> Iterator[Move]:
    for row in rows:
        new = plan.get(row.step)
        if new is None or (new.due_at, new.expires_at, new.status) == (row.due_at, row.expires_at, row.status):
            continue
        if new.expires_at <= now:
            yield Move(row, patient, "expired", PASSED, row.due_at, row.due_at, row.expires_at)
        else:
            yield Move(row, patient, new.status, new.reason, row.due_at, new.due_at, new.expires_at)
