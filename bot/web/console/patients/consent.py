"""Who said that a patient may be texted, when, and in what words; and that they want no more texts, told to the clinic."""

from typing import Any

from starlette.responses import RedirectResponse, Response

from bot import opt_out, patient_details
from bot.errors import InputError
from bot.models import Patient
from bot.web.console import typed_time
from bot.web.console.patients.asking import sentence
from bot.web.console.people import called
from bot.web.console.visit import Visit


def show(visit: Visit) -> Response:
    """The consent on file, or an empty form for one given just now."""
    with visit.reading() as desk:
        patient = desk.get(Patient, visit.number("patient_id"))
        at = visit.moments.typed(patient.consent_at or visit.now)
        typed = {"source": patient.consent_source or "", "at": at, "words": patient.consent_words or "", "again": ""}
        return _page(visit, patient, typed)


def save(visit: Visit) -> Response:
    """Put the consent on file, or show what was typed with what is wrong."""
    typed = {name: visit.form.get(name, "") for name in ("source", "at", "words", "again")}
    try:
        if typed["source"] not in patient_details.CONSENT_SOURCES:
            raise InputError("Choose how the consent was given.")
        at = typed_time.moment(typed["at"], visit.moments.zone)
        with visit.changing() as desk:
            patient = desk.lock_patient(visit.number("patient_id"))
            who: dict[str, Any] = {"now": desk.now, "actor": desk.staff.email, "staff_id": desk.staff.id}
            who["asked_again"] = bool(typed["again"])
            patient_details.record_consent(desk.session, patient, source=typed["source"], at=at, words=typed["words"], **who)
            return RedirectResponse(f"/console/patients/{patient.id}?done=consent", 303)
    except InputError as error:
        with visit.reading() as desk:
            return _page(visit, desk.get(Patient, visit.number("patient_id")), typed, sentence(error), 422)


def withdraw(visit: Visit) -> Response:
    """They told the clinic that they want no more texts: as final as a STOP of their own. Nothing is sent about it."""
    with visit.changing() as desk:
        patient = desk.lock_patient(visit.number("patient_id"))
        opt_out.stop(desk.session, patient, "staff", desk.now, by=desk.staff.email, staff_id=desk.staff.id)
    return RedirectResponse(f"/console/patients/{patient.id}?done=opt_out", 303)


def _page(visit: Visit, patient: Patient, typed: dict[str, str], problem: str = "", status: int = 200) -> Response:
    shown = {"patient": patient, "who": called(patient), "typed": typed, "problem": problem}
    return visit.render("patients/consent.html", status, sources=patient_details.CONSENT_SOURCES, **shown)
