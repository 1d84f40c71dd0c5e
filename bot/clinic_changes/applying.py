"""A change of settings, done: rows, planned check-ins and a line in the audit book, all or nothing."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import audit
from bot.clinic_changes import replanning
from bot.clinic_changes.current import procedures_of, settings_of
from bot.clinic_changes.previewing import Preview, preview
from bot.clinic_settings import ClinicSettings, OnCallPerson, fingerprint
from bot.errors import InputError
from bot.models import Clinic, OnCall, Procedure


class StaleSettings(InputError):
    """Somebody changed the settings after this change was begun. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__("Somebody changed the settings after you opened this page. Look at them as they are now and try again.")


def apply(
    session: Session,
    clinic: Clinic,
    after: ClinicSettings,
    *,
    now: datetime,
    actor: str,
    staff_id: int | None = None,
    seen: str | None = None,
) -> Preview:
    """Give a clinic these settings, in the caller's transaction, and return what was changed; nothing when they are the same.

    `seen` is the fingerprint of the settings that the change was made from: StaleSettings when they are not the same any more.
    SettingsProblems where the record stands against it.
    """
    held = select(Clinic).where(Clinic.id == clinic.id).with_for_update().execution_options(populate_existing=True)
    clinic = session.execute(held).scalar_one()
    if seen is not None and seen != fingerprint(settings_of(session, clinic)):
        raise StaleSettings
    found = preview(session, clinic, after, now, to_change=True)
    if found.is_nothing:
        return found
    replanning.carry_out(session, found.moves, now, actor)
    for patient in found.followers:
        patient.timezone = after.timezone
    _write(clinic, after)
    _put_on_call(session, clinic, after.on_call)
    _offer(session, clinic, after)
    _record(session, clinic, found, now, actor, staff_id)
    session.flush()
    return found


def _write(clinic: Clinic, after: ClinicSettings) -> None:
    clinic.name, clinic.phone, clinic.timezone, clinic.country = after.name, after.phone, after.timezone, after.country
    clinic.emergency_number, clinic.urgent_line = after.emergency_number, after.urgent_line
    clinic.crisis_line = after.crisis_line
    clinic.opening_hours = {
        str(day): [f"{opens:%H:%M}", f"{closes:%H:%M}"] for day, (opens, closes) in sorted(after.opening_hours.items())
    }
    clinic.holidays = {day.isoformat(): name for day, name in sorted(after.holidays.items())}
    clinic.languages = list(after.languages)
    clinic.window_start, clinic.window_end = after.window
    clinic.default_procedure = after.default_procedure


def _put_on_call(session: Session, clinic: Clinic, people: tuple[OnCallPerson, ...]) -> None:
    """Write people over the rows in their order: a row that went and came back would meet its own position."""
    rows = list(clinic.on_call)
    for gone in rows[len(people) :]:
        clinic.on_call.remove(gone)
    for position, person in enumerate(people, 1):
        if position > len(rows):
            clinic.on_call.append(OnCall(position=position, name=person.name, phone=person.phone, email=person.email))
            continue
        row = rows[position - 1]
        row.position, row.name, row.phone, row.email = position, person.name, person.phone, person.email
    session.flush()


def _offer(session: Session, clinic: Clinic, after: ClinicSettings) -> None:
    rows = {row.slug: row for row in procedures_of(session, clinic)}
    wanted = {procedure.slug: procedure.name for procedure in after.procedures}
    for slug, row in rows.items():
        if slug not in wanted:
            session.delete(row)
        else:
            row.name = wanted[slug]
    session.add_all(Procedure(clinic_id=clinic.id, slug=slug, name=name) for slug, name in wanted.items() if slug not in rows)


def _record(session: Session, clinic: Clinic, found: Preview, now: datetime, actor: str, staff_id: int | None) -> None:
    detail = {change.what: change.for_the_record() for change in found.changes}
    counts = {"check-ins moved": len(found.moved), "check-ins ended": len(found.ended), "patients' zones": len(found.followers)}
    detail |= {what: str(count) for what, count in counts.items() if count}
    audit.record(
        session, at=now, actor=actor, action="settings.change", target=f"clinic:{clinic.id}", clinic_id=clinic.id,
        staff_id=staff_id, **detail,
    )  # fmt: skip
