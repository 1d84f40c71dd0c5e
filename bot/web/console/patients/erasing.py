"""Erasing a person: what goes and what stays is told first, and it takes a reason and a typed word."""

from starlette.responses import RedirectResponse, Response

from bot import erasure
from bot.errors import InputError
from bot.models import Patient
from bot.web.console.patients.asking import sentence
from bot.web.console.people import called
from bot.web.console.visit import Visit

#: What must be typed: nobody erases a person by a slip of the finger.
WORD = "ERASE"
#: Offered, because what is chosen names nobody.
REASONS = (
    "They asked us to",
    "Their records are kept no longer",
    "They were put on file by mistake",
    "The number is somebody else's",
)


def show(visit: Visit) -> Response:
    """What would go and what would stay."""
    return _page(visit)


def erase(visit: Visit) -> Response:
    """Erase, or say why not."""
    try:
        if visit.form.get("word", "").strip() != WORD:
            raise InputError(f"Nothing was erased. Type {WORD} to say that you mean it.")
        with visit.changing() as desk:
            patient = desk.lock_patient(visit.number("patient_id"))
            reason, who = visit.form.get("reason", ""), desk.staff
            erasure.erase(desk.session, patient, reason=reason, now=desk.now, actor=who.email, staff_id=who.id)
            return RedirectResponse(f"/console/patients/{patient.id}?done=erase", 303)
    except InputError as error:
        return _page(visit, sentence(error), 422)


def _page(visit: Visit, problem: str = "", status: int = 200) -> Response:
    with visit.reading() as desk:
        patient = desk.get(Patient, visit.number("patient_id"))
        told = {"problem": problem, "reason": visit.form.get("reason", ""), "reasons": REASONS, "word": WORD}
        return visit.render("patients/erase.html", status, patient=patient, who=called(patient), **told)
