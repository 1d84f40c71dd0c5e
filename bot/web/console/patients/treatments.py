"""A patient's sessions: one more, another time for one, one that was cancelled or missed."""

from typing import Any

from bot import sessions
from bot.errors import InputError, NotFound
from bot.models import Patient, Procedure, TreatmentSession
from bot.sessions import Add, Cancel, Move
from bot.web.console import typed_time
from bot.web.console.desk import Desk
from bot.web.console.patients.asking import Given, Question
from bot.web.console.visit import Visit
from bot.web.forms import whole_number

ENDED = {"cancelled": "It was cancelled", "no_show": "The patient did not come"}


def _treatment(visit: Visit, desk: Desk, patient: Patient) -> Any:
    """Return the session that the address names, one of this patient's."""
    found = desk.get(TreatmentSession, visit.number("session_id"))
    if found.patient_id != patient.id:
        raise NotFound("There is no such session of this patient.")
    return found


def _session_around(visit: Visit, desk: Desk, patient: Patient) -> dict[str, Any]:
    return {"treatment": _treatment(visit, desk, patient), "ended": ENDED}


def _move(visit: Visit, desk: Desk, patient: Patient, given: Given) -> Move:
    return Move(_treatment(visit, desk, patient).id, typed_time.moment(given["to"], visit.moments.zone))


def _cancel(visit: Visit, desk: Desk, patient: Patient, given: Given) -> Cancel:
    if given["how"] not in ENDED:
        raise InputError("Choose what happened.")
    return Cancel(_treatment(visit, desk, patient).id, given["how"])


def procedures(desk: Desk) -> dict[str, Any]:
    """Return what a form offers: the clinic's procedures by name, and which is usual."""
    rows = list(desk.session.scalars(desk.rows(Procedure).order_by(Procedure.name)))
    usual = next((row.id for row in rows if row.slug == desk.clinic.default_procedure), 0)
    return {"procedures": rows, "usual": usual}


def _add(visit: Visit, desk: Desk, patient: Patient, given: Given) -> Add:
    procedure = desk.get(Procedure, whole_number(given["procedure"]))
    return sessions.adding(desk.session, procedure, typed_time.moment(given["at"], visit.moments.zone))


MOVE = Question(
    name="move",
    title="Move this session",
    told="Check-ins that have not gone out move with it, and every answer from then on uses the new hour of recovery.",
    button="Move the session",
    read=_move,
    fields=("to",),
    around=_session_around,
)
CANCEL = Question(
    name="cancel",
    title="Cancel this session",
    told="Its check-ins to come are not sent. What was sent and answered stays on record.",
    button="Cancel the session",
    read=_cancel,
    fields=("how",),
    around=_session_around,
)
ADD = Question(
    name="add",
    title="Add a session",
    told="Its check-ins are planned by the published timeline, and take over from an earlier session's once its time has come.",
    button="Add the session",
    read=_add,
    fields=("at", "procedure"),
    around=lambda visit, desk, patient: procedures(desk),
)
