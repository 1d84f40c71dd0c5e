"""How patients and staff are called where staff can see them."""

from collections.abc import Mapping

from bot.models import Patient, Staff
from bot.web.console.desk import Desk


def called(patient: Patient) -> str:
    """Return the patient's name, or enough of the number to tell two of them apart; nobody's once they were erased."""
    if patient.erased_at is not None:
        return f"Erased person {patient.id}"
    return patient.name or f"Number ending {patient.phone[-3:]}"


def everybody(desk: Desk) -> dict[int, Staff]:
    """Return the clinic's accounts by id, closed ones too: they once wrote and answered."""
    return {person.id: person for person in desk.session.scalars(desk.rows(Staff).order_by(Staff.name, Staff.email))}


def staff_called(desk: Desk, people: Mapping[int, Staff], key: int | None) -> str:
    """Return how a member of staff is called: "You" for whoever is looking, "" for nobody."""
    person = people.get(key) if key else None
    if person is None:
        return ""
    return "You" if person.id == desk.staff.id else person.name or person.email
