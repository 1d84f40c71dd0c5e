"""The settings that a clinic has now, out of its rows."""

from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clinic_settings import ClinicSettings, Hours, Offered, OnCallPerson
from bot.models import Clinic, Procedure


def settings_of(session: Session, clinic: Clinic) -> ClinicSettings:
    """Return the settings of a clinic as they are on file."""
    return ClinicSettings(
        name=clinic.name,
        phone=clinic.phone,
        timezone=clinic.timezone,
        country=clinic.country,
        emergency_number=clinic.emergency_number,
        urgent_line=clinic.urgent_line,
        crisis_line=clinic.crisis_line,
        opening_hours=_week(clinic),
        holidays={date.fromisoformat(day): name for day, name in sorted(clinic.holidays.items())},
        on_call=tuple(OnCallPerson(person.name, person.phone, person.email) for person in clinic.on_call),
        languages=tuple(clinic.languages),
        window=(clinic.window_start, clinic.window_end),
        default_procedure=clinic.default_procedure,
        procedures=tuple(sorted(Offered(row.slug, row.name) for row in procedures_of(session, clinic))),
    )


def procedures_of(session: Session, clinic: Clinic) -> list[Procedure]:
    """Return the procedures that a clinic offers, by slug."""
    mine = select(Procedure).where(Procedure.clinic_id == clinic.id).order_by(Procedure.slug)
    return list(session.execute(mine).scalars())


def _week(clinic: Clinic) -> dict[int, Hours]:
    week = sorted((int(day), hours) for day, hours in clinic.opening_hours.items())
    return {day: (time.fromisoformat(hours[0]), time.fromisoformat(hours[1])) for day, hours in week}
