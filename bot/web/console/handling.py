"""What staff do with a case besides answering it: give it to somebody, put it off, merge repeated ones, note something."""

from collections.abc import Callable
from datetime import datetime, timezone

from starlette.responses import RedirectResponse, Response

from bot import cases
from bot.errors import InputError
from bot.models import Escalation, Message, Staff
from bot.web.console.case import again, back, locked, seen, typed
from bot.web.console.conversation import texts
from bot.web.console.desk import Desk
from bot.web.console.visit import Visit
from bot.web.forms import whole_number

#: Field of the page beside which a refusal is told.
TOOLS = "tools"
WROTE_AGAIN = "The patient has written since this page was loaded, so nothing was put off. Read the new message first."


def assign(visit: Visit) -> Response:
    """Give the case to me, to a colleague or to nobody."""

    def do(desk: Desk, case: Escalation) -> None:
        wanted = visit.form.get("to", "")
        to = desk.staff if wanted == "me" else desk.get(Staff, whole_number(wanted)) if wanted else None
        cases.assign(desk.session, case, to, by=desk.staff, now=desk.now, was=whole_number(visit.form.get("was", "")) or None)

    return _changed(visit, do)


def snooze(visit: Visit) -> Response:
    """Put the case off: to one of the times offered, or to a time of one's own."""

    def do(desk: Desk, case: Escalation) -> None:
        _check_nothing_written(visit, desk, case)
        cases.snooze(desk.session, case, _until(visit, desk, case), by=desk.staff, now=desk.now)

    return _changed(visit, do)


def unsnooze(visit: Visit) -> Response:
    """Bring the case back now."""
    return _changed(visit, lambda desk, case: cases.unsnooze(desk.session, case, by=desk.staff, now=desk.now))


def merge(visit: Visit) -> Response:
    """Make one of the patient's open cases that were on the page."""
    try:
        with visit.changing() as desk:
            case = desk.get(Escalation, visit.number("case_id"))
            patient = desk.lock_patient(case.patient_id)
            keys = [whole_number(key) for key in visit.form.get("cases", "").split(",")]
            kept = cases.merge(desk.session, patient, [case.id, *keys], by=desk.staff, now=desk.now)
            return RedirectResponse(f"/console/cases/{kept.id}", 303)
    except InputError as error:
        return again(visit, TOOLS, error)


def add_note(visit: Visit) -> Response:
    """Write something for colleagues, on an open case or a closed one."""
    try:
        with visit.changing() as desk:
            case = desk.get(Escalation, visit.number("case_id"))
            desk.lock_patient(case.patient_id)
            cases.add_note(desk.session, case, typed(visit, "casenote"), by=desk.staff, now=desk.now)
    except InputError as error:
        return again(visit, "casenote", error)
    return back(visit, "notes")


def _changed(visit: Visit, do: Callable[[Desk, Escalation], object]) -> Response:
    """Do something to the open case of the address and show it again, or say on it why that was not done."""
    try:
        with visit.changing() as desk:
            do(desk, locked(visit, desk))
    except InputError as error:
        return again(visit, TOOLS, error)
    return RedirectResponse(f"/console/cases/{visit.number('case_id')}", 303)


def _check_nothing_written(visit: Visit, desk: Desk, case: Escalation) -> None:
    newer = texts(desk, case.patient).where(Message.direction == "in", Message.id > seen(visit))
    if desk.session.scalars(newer.limit(1)).one_or_none() is not None:
        raise InputError(WROTE_AGAIN)


def _until(visit: Visit, desk: Desk, case: Escalation) -> datetime:
    """Return the moment that was chosen."""
    clinic, zone, wanted = desk.clinic, visit.moments.zone, visit.form.get("until", "")
    offered = cases.choices(case.level, desk.now, zone, clinic.opening_hours, clinic.holidays)
    for choice in offered:
        if choice.name == wanted:
            return choice.until
    if wanted != "time":
        raise InputError("That time is no longer offered. Choose another one.")
    try:
        return datetime.fromisoformat(visit.form.get("at", "")).replace(tzinfo=zone).astimezone(timezone.utc)
    except (ValueError, OverflowError):
        raise InputError("Choose a day and a time first.") from None
