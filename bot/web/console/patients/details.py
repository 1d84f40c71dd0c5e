"""A patient's name, number and other contact, edited."""

from typing import Any

from starlette.responses import RedirectResponse, Response

from bot import patient_details
from bot.errors import InputError
from bot.models import Patient
from bot.web.console.patients.asking import sentence
from bot.web.console.people import called
from bot.web.console.visit import Visit

FIELDS = ("name", "phone", "other_contact")


def show(visit: Visit) -> Response:
    """The details as they are on file."""
    with visit.reading() as desk:
        patient = desk.get(Patient, visit.number("patient_id"))
        return _page(visit, patient, {name: getattr(patient, name) or "" for name in FIELDS})


def save(visit: Visit) -> Response:
    """Keep what was typed, or show it again with what is wrong."""
    typed: dict[str, Any] = {name: visit.form.get(name, "") for name in FIELDS}
    try:
        with visit.changing() as desk:
            patient = desk.lock_patient(visit.number("patient_id"))
            who: dict[str, Any] = {"now": desk.now, "actor": desk.staff.email, "staff_id": desk.staff.id}
            patient_details.change(desk.session, patient, **typed, **who)
            return RedirectResponse(f"/console/patients/{patient.id}?done=details", 303)
    except InputError as error:
        with visit.reading() as desk:
            return _page(visit, desk.get(Patient, visit.number("patient_id")), typed, sentence(error), 422)


def _page(visit: Visit, patient: Patient, typed: dict[str, str], problem: str = "", status: int = 200) -> Response:
    shown = {"patient": patient, "who": called(patient), "typed": typed, "problem": problem}
    return visit.render("patients/details.html", status, **shown)
