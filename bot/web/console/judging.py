"""One click on a patient's text: this was no escalation, or this should have been one."""

from starlette.responses import RedirectResponse, Response

from bot import judgements
from bot.errors import NotFound
from bot.models import Message
from bot.web.console.visit import Visit
from bot.web.forms import whole_number


def judge(visit: Visit) -> Response:
    """Keep what a text should have been, or take that back with the level "undo"."""
    key, level = whole_number(visit.form.get("message", "")), visit.form.get("level", "")
    with visit.changing() as desk:
        patient = desk.lock_patient(visit.number("patient_id"))
        message = desk.get(Message, key)
        if message.patient_id != patient.id:
            raise NotFound("There is no such text in this conversation.")
        if level == "undo":
            judgements.withdraw(desk.session, message, by=desk.staff, now=desk.now)
        else:
            judgements.judge(desk.session, message, level, by=desk.staff, now=desk.now)
    return RedirectResponse(f"{_page(visit)}#m{key}", 303)


def _page(visit: Visit) -> str:
    """The page whose button was pressed."""
    if case_id := whole_number(visit.form.get("case", "")):
        return f"/console/cases/{case_id}"
    return f"/console/patients/{visit.number('patient_id')}"
