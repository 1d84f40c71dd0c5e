"""One patient's page: the conversation, the check-ins on a calendar and one by one, sessions, details, consent, cases, record."""

from typing import Any

from starlette.responses import Response

from bot import patient_details
from bot.models import Escalation, Patient
from bot.web.console.conversation import conversation
from bot.web.console.desk import Desk
from bot.web.console.panel import panel
from bot.web.console.patients.calendar import weeks
from bot.web.console.patients.finding import PAGE
from bot.web.console.patients.ledger import entries
from bot.web.console.people import called, everybody
from bot.web.console.recovery import check_ins
from bot.web.console.visit import Visit
from bot.web.forms import whole_number

#: What was done on another page, told at the top of this one.
DONE = {
    "new": "On file, and the check-ins are planned: they go out by themselves. To write first, open a case below.",
    "move": "The session was moved, and its check-ins with it.",
    "cancel": "The session was cancelled.",
    "add": "The session was added.",
    "zone": "The time zone was changed.",
    "pause": "The check-ins are paused.",
    "resume": "The check-ins go out again.",
    "discharge": "The aftercare has ended: no further check-in goes out.",
    "details": "The details were saved.",
    "consent": "The consent is on file.",
    "opt_out": "They get no more texts.",
    "erase": "This person was erased.",
}


def show(visit: Visit) -> Response:
    """Everything about one patient. Each look is recorded."""
    with visit.reading() as desk:
        patient = desk.get(Patient, visit.number("patient_id"))
        content = _content(visit, desk, patient)
    visit.note("patient.view", f"patient:{patient.id}")
    return visit.render("patients/patient.html", done=DONE.get(visit.query("done"), ""), **content)


def live(visit: Visit) -> Response:
    """Only the conversation, for the script that refreshes it."""
    with visit.reading() as desk:
        patient = desk.get(Patient, visit.number("patient_id"))
        return visit.render("conversation.html", talk=conversation(desk, patient, visit.moments), who=called(patient))


def _content(visit: Visit, desk: Desk, patient: Patient) -> dict[str, Any]:
    people = everybody(desk)
    talk = conversation(desk, patient, visit.moments, before=whole_number(visit.query("before")), people=people)
    wanted = desk.rows(Escalation).where(Escalation.patient_id == patient.id).order_by(Escalation.id.desc()).limit(PAGE)
    cases = list(desk.session.scalars(wanted))
    beside = panel(desk, patient, visit.moments, people=people, cases=cases)
    return {"talk": talk, "cases": cases, **beside, **_course(visit, desk, beside)}


def _course(visit: Visit, desk: Desk, beside: dict[str, Any]) -> dict[str, Any]:
    """Return the session whose check-ins are shown, the one that counts unless another was asked for, and all of them."""
    counts, others, texts = beside["treatment"], beside["other_sessions"], beside["check_ins"]
    everyone = sorted([one for one in (counts, *others) if one], key=lambda one: (one.performed_at, one.id), reverse=True)
    wanted = whole_number(visit.query("session"))
    shown = next((one for one in everyone if one.id == wanted), counts or next(iter(everyone), None))
    if shown is not counts:
        texts = check_ins(desk, shown)
    return {
        "sessions": everyone,
        "shown": shown,
        "weeks": weeks(shown, texts, beside["local"]),
        "entries": entries(desk, texts),
        "sources": patient_details.CONSENT_SOURCES,
    }
