"""The case page: what happened, why it was flagged, and what staff can do about it."""

from starlette.responses import RedirectResponse, Response

from bot import escalations
from bot.errors import InputError
from bot.levels import at_least
from bot.models import Escalation, Message, Patient
from bot.web.console import sending_time
from bot.web.console.case_page import case_of, content
from bot.web.console.conversation import conversation, texts
from bot.web.console.desk import Desk
from bot.web.console.people import called, everybody, staff_called
from bot.web.console.talking import hand_back_now
from bot.web.console.visit import Visit
from bot.web.forms import whole_number

ARRIVED = "Another message arrived while you were writing. Read what is marked as new, then send your answer if it still fits."

ANSWERED = "{by} answered while you were writing. Read what is marked as new, then send yours if it is still needed."


def show(visit: Visit) -> Response:
    """The page. Each look is recorded, and whoever may answer an urgent case has it by looking: nobody further is called."""
    with visit.reading() as desk:
        case = case_of(visit, desk)
        values = content(visit, desk, case)
    with visit.noting() as desk:
        if _is_waiting(case) and visit.may("cases.answer"):
            escalations.take_up(desk.session, case, desk.staff, desk.now)
        desk.record("case.view", f"case:{case.id}")
    return visit.render("case.html", **values)


def _is_waiting(case: Escalation) -> bool:
    return case.status == "open" and case.acknowledged_at is None and at_least(case.level, "urgent")


def acknowledge(visit: Visit) -> Response:
    """Say "I have it": the on-call order is not called further."""
    try:
        with visit.changing() as desk:
            case = locked(visit, desk)
            if escalations.acknowledge(desk.session, case, desk.staff, desk.now):
                desk.record("case.acknowledge", f"case:{case.id}")
    except InputError as error:
        return again(visit, "tools", error)
    return back(visit)


def live(visit: Visit) -> Response:
    """Only the conversation, for the script that refreshes it."""
    with visit.reading() as desk:
        case = case_of(visit, desk)
        talk = conversation(desk, case.patient, visit.moments, case_id=case.id)
        return visit.render("conversation.html", talk=talk, who=called(case.patient))


def reply(visit: Visit) -> Response:
    """Send an answer by SMS and take over; refused, with the text kept, when anybody wrote since the page was loaded."""
    try:
        with visit.changing() as desk:
            case = locked(visit, desk)
            _check_nothing_arrived(visit, desk, case.patient)
            at = sending_time.chosen(visit)
            message = escalations.staff_reply(desk.session, case, desk.staff, typed(visit, "text"), desk.now, at)
            desk.record("case.reply", f"case:{case.id}", message=message.id, **({"send_at": at.isoformat()} if at else {}))
    except InputError as error:
        return again(visit, "text", error)
    return back(visit)


def call_back(visit: Visit) -> Response:
    """Take back an answer that was written for later and still waits."""
    try:
        with visit.changing() as desk:
            case = desk.get(Escalation, visit.number("case_id"))
            key = whole_number(visit.form.get("message", ""))
            escalations.call_back(desk.session, desk.lock_patient(case.patient_id), key)
            desk.record("case.call_back", f"case:{case.id}", message=key)
    except InputError as error:
        return again(visit, "tools", error)
    return back(visit)


def resolve(visit: Visit) -> Response:
    """Close the case with a note."""
    try:
        with visit.changing() as desk:
            case = locked(visit, desk)
            escalations.resolve(desk.session, case, desk.staff, typed(visit, "note"), desk.now)
            if visit.form.get("hand_back"):
                hand_back_now(desk, case.patient)
            desk.record("case.resolve", f"case:{case.id}")
    except InputError as error:
        return again(visit, "note", error)
    return RedirectResponse("/console", 303)


def locked(visit: Visit, desk: Desk) -> Escalation:
    """The open case of a form, its patient held so that two answers come one after the other."""
    case = desk.get(Escalation, visit.number("case_id"))
    desk.lock_patient(case.patient_id)
    desk.session.refresh(case)
    if case.status != "open":
        raise InputError("This case has been resolved already. Nothing was changed.")
    return case


def _check_nothing_arrived(visit: Visit, desk: Desk, patient: Patient) -> None:
    newer = texts(desk, patient).where(Message.id > seen(visit)).order_by(Message.id.desc())
    found = list(desk.session.scalars(newer))
    answer = next((one for one in found if one.sender == "staff"), None)
    if answer is not None:
        by = staff_called(desk, everybody(desk), answer.explanation.get("staff_id"))
        raise InputError(ANSWERED.format(by=by or "A colleague"))
    if found:
        raise InputError(ARRIVED)


def again(visit: Visit, field: str, error: InputError) -> Response:
    """The page once more, with what was wrong and what was typed; nothing was changed."""
    with visit.reading() as desk:
        values = content(visit, desk, case_of(visit, desk), seen=seen(visit) if field == "text" else None)
    values["draft"] |= {field: typed(visit, field), "at": typed(visit, "at")} | {
        name: typed(visit, name) for name in ("when", "send_at")
    }
    return visit.render("case.html", 409, **{**values, "problem": (field, str(error))})


def back(visit: Visit, anchor: str = "talk") -> Response:
    """To the page of the case."""
    return RedirectResponse(f"/console/cases/{visit.number('case_id')}#{anchor}", 303)


def typed(visit: Visit, field: str) -> str:
    """Return what was written in a field."""
    # Browsers send every line break as two characters, and a text message pays for both.
    return visit.form.get(field, "").replace("\r\n", "\n")


def seen(visit: Visit) -> int:
    """Return the newest message that was on the page whose form this is."""
    return whole_number(visit.form.get("seen", ""))
