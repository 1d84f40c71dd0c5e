"""What a change of settings would do, before it is done."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot import numbers, published
from bot.checkins.placing import check_windows
from bot.clinic_changes import replanning
from bot.clinic_changes.current import procedures_of, settings_of
from bot.clinic_changes.replanning import Move
from bot.clinic_settings import Change, ClinicSettings, Path, SettingsProblems, differences
from bot.models import Clinic, Draft, Patient, Procedure, ProtocolVersion, TimelineVersion, TreatmentSession

#: Rows that keep a procedure from being taken out of the list.
USES = (TreatmentSession, ProtocolVersion, TimelineVersion, Draft)


@dataclass(frozen=True)
class Preview:
    """Everything that becomes different."""

    changes: list[Change]
    #: Check-ins that do not stay as they are.
    moves: list[Move]
    #: Patients whose zone changes with the clinic's.
    followers: list[Patient]
    now: datetime
    #: What goes on working but may not be meant, in sentences.
    warnings: list[str] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """Whether all stays as it is."""
        return not self.changes

    @property
    def seen(self) -> list[Move]:
        """Check-ins of which a patient could notice that something is different."""
        return [move for move in self.moves if move.is_seen]

    @property
    def moved(self) -> list[Move]:
        """Check-ins that are sent at another time."""
        return [move for move in self.seen if not move.ends]

    @property
    def ended(self) -> list[Move]:
        """Check-ins that are not sent any more."""
        return [move for move in self.seen if move.ends]

    @property
    def due_now(self) -> list[Move]:
        """Check-ins that would leave at once."""
        return [move for move in self.moved if move.is_now]

    def in_words(self) -> list[str]:
        """Return it line by line, the settings first."""
        lines = [change.in_words() for change in self.changes]
        if self.followers:
            lines.append(f"patients whose time zone changes with the clinic's: {len(self.followers)}")
        counts = (("move", self.moved), ("leave at once", self.due_now), ("are not sent any more", self.ended))
        return lines + [f"check-ins that {what}: {len(found)}" for what, found in counts if found]


def preview(session: Session, clinic: Clinic, after: ClinicSettings, now: datetime, to_change: bool = False) -> Preview:
    """Return what `after` would change for a clinic. SettingsProblems where the record stands against it."""
    before = settings_of(session, clinic)
    refuse(session, clinic, after)
    return Preview(
        differences(before, after),
        replanning.moves(session, clinic, before, after, now, to_change),
        replanning.followers(session, clinic, before, after),
        now,
        [*_outside(session, clinic, after)] if before.window != after.window else [],
    )


def refuse(session: Session, clinic: Clinic, after: ClinicSettings) -> None:
    """SettingsProblems for what only the record knows: another clinic's number, a procedure that is in use."""
    problems: dict[Path, str] = {}
    reached = numbers.clinic_at(session, after.phone)
    if reached is not None and reached.id != clinic.id:
        problems["phone",] = "is the number of another clinic"
    kept = {each.slug for each in after.procedures}
    used = [row.name for row in procedures_of(session, clinic) if row.slug not in kept and _is_used(session, row)]
    if used:
        problems["procedures",] = f"{', '.join(used)} cannot be removed: patients or published texts belong to it"
    if problems:
        raise SettingsProblems(problems)


def _outside(session: Session, clinic: Clinic, after: ClinicSettings) -> Iterator[str]:
    """Yield the steps of published timelines whose own times would not lie within the new window."""
    for procedure in procedures_of(session, clinic):
        if version := published.current_timeline(session, procedure.id):
            told = check_windows(published.timeline(session, version.id), after.window)
            yield from (f"{procedure.name}, {problem}" for problem in told)


def _is_used(session: Session, procedure: Procedure) -> bool:
    uses = (exists().where(table.procedure_id == procedure.id) for table in USES)
    return any(session.execute(select(use)).scalar() for use in uses)
