"""Who talks to a patient, a person or the companion; and opening a case by hand, so that staff can write first."""

from datetime import timedelta
from uuid import uuid4

from starlette.responses import RedirectResponse, Response

from bot import escalations
from bot.models import Patient
from bot.web.console.desk import Desk
from bot.web.console.panel import talker
from bot.web.console.visit import Visit
from bot.web.forms import whole_number

#: For how long a person may talk before the companion answers again by itself; anything else: until somebody hands back.
HOURS = {"1": timedelta(hours=1), "4": timedelta(hours=4)}


def take_over(visit: Visit) -> Response:
    """A person talks from now on; the companion is silent."""
    with visit.changing() as desk:
        patient = desk.lock_patient(visit.number("patient_id"))
        hours = HOURS.get(visit.form.get("for", ""))
        until = desk.now + hours if hours else None
        escalations.take_over(desk.session, patient, desk.staff, desk.now, until=until, announce=bool(visit.form.get("announce")))
        desk.record("patient.take_over", f"patient:{patient.id}")
    return _back(visit)


def hand_back(visit: Visit) -> Response:
    """The companion answers again."""
    with visit.changing() as desk:
        hand_back_now(desk, desk.lock_patient(visit.number("patient_id")), announce=bool(visit.form.get("announce")))
    return _back(visit)


def hand_back_now(desk: Desk, patient: Patient, announce: bool = False) -> None:
    """Let the companion answer again, within a change that is under way; nothing when it does already."""
    if talker(desk, patient):
        escalations.hand_back(desk.session, patient, desk.staff, desk.now, announce=announce)
        desk.record("patient.hand_back", f"patient:{patient.id}")


def open_case(visit: Visit) -> Response:
    """Open a case by hand: the way to write to a patient about whom nothing was flagged."""
    with visit.changing() as desk:
        patient = desk.lock_patient(visit.number("patient_id"))
        case = escalations.open_case(
            desk.session,
            patient=patient,
            level="review",
            codes=["opened_by_staff"],
            reason=f"Opened by {desk.staff.name or desk.staff.email}",
            purpose=f"staff:{uuid4().hex}",
            now=desk.now,
        )
        desk.record("case.open", f"case:{case.id}")
        return RedirectResponse(f"/console/cases/{case.id}", 303)


def _back(visit: Visit) -> Response:
    """To the page whose button was pressed."""
    if case_id := whole_number(visit.form.get("case", "")):
        return RedirectResponse(f"/console/cases/{case_id}", 303)
    return RedirectResponse(f"/console/patients/{visit.number('patient_id')}", 303)
