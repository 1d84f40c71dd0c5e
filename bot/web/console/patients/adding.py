"""A patient added by hand: who, what was done and when, and how they said that they may be texted."""

from typing import Any

from starlette.responses import RedirectResponse, Response

from bot import enrolment, patient_details, phones
from bot.errors import InputError
from bot.models import Patient, Procedure
from bot.web.console import typed_time
from bot.web.console.desk import Desk
from bot.web.console.patients.asking import sentence
from bot.web.console.patients.treatments import procedures
from bot.web.console.visit import Visit
from bot.web.forms import whole_number

FIELDS = ("name", "phone", "at", "procedure", "source", "words")


class OnFile(InputError):
    """The number is a patient's already."""

    def __init__(self, patient_id: int) -> None:
        super().__init__("This number is on file already. Add the session on the patient's page.")
        self.patient_id = patient_id


def show(visit: Visit) -> Response:
    """An empty form: the usual procedure, done just now."""
    return _page(visit, {**dict.fromkeys(FIELDS, ""), "at": visit.moments.typed(visit.now)})


def save(visit: Visit) -> Response:
    """Put patient, session and consent on file in one transaction, or show what was typed with what is wrong."""
    typed = {name: visit.form.get(name, "") for name in FIELDS}
    try:
        if typed["source"] not in patient_details.CONSENT_SOURCES:
            raise InputError("Choose how they said that they may be texted.")
        with visit.changing() as desk:
            patient = _add(visit, desk, typed)
            return RedirectResponse(f"/console/patients/{patient.id}?done=new", 303)
    except InputError as error:
        return _page(visit, typed, sentence(error), known=error.patient_id if isinstance(error, OnFile) else 0)


def _add(visit: Visit, desk: Desk, typed: dict[str, str]) -> Patient:
    number = phones.parse(typed["phone"], desk.clinic.country)
    if known := desk.session.scalars(desk.rows(Patient).where(Patient.phone == number)).one_or_none():
        raise OnFile(known.id)
    done = enrolment.enroll(
        desk.session,
        clinic=desk.clinic,
        phone=number,
        performed_at=typed_time.moment(typed["at"], visit.moments.zone),
        procedure=desk.get(Procedure, whole_number(typed["procedure"])).slug,
        name=typed["name"] if typed["name"].strip() else None,
        now=desk.now,
        consent_source=None,  # it is recorded below, with the name of whoever writes it down
    )
    who: dict[str, Any] = {"now": desk.now, "actor": desk.staff.email, "staff_id": desk.staff.id}
    patient_details.record_consent(desk.session, done.patient, source=typed["source"], at=desk.now, words=typed["words"], **who)
    desk.record("patient.add", f"patient:{done.patient.id}", treatment=done.session.id)
    return done.patient


def _page(visit: Visit, typed: dict[str, str], problem: str = "", known: int = 0) -> Response:
    with visit.reading() as desk:
        offered = procedures(desk)
    values = {"typed": typed, "problem": problem, "known": known, "sources": patient_details.CONSENT_SOURCES, **offered}
    return visit.render("patients/new.html", 422 if problem else 200, **values)
