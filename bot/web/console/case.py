"""The case page: what happened, why it was flagged, and what staff can do about it."""

from typing import Any

from sqlalchemy.orm import joinedload
from starlette.responses import RedirectResponse, Response

from bot import escalations
from bot.errors import InputError
from bot.models import Escalation, Message, Patient, Staff
from bot.web.console import codes, why
from bot.web.console.conversation import conversation, latest_id
from bot.web.console.desk import Desk
from bot.web.console.panel import panel
from bot.web.console.people import called
from bot.web.console.talking import hand_back_now
from bot.web.console.visit import Visit
from bot.web.forms import whole_number

ARRIVED = "Another message arrived while you were writing. Read what is marked as new, then send your answer if it still fits."


def show(visit: Visit) -> Response:
    """The page. Each look is recorded."""
    with visit.reading() as desk:
        content = _content(visit, desk, _case(visit, desk))
    visit.note("case.view", f"case:{visit.number('case_id')}")
    return visit.render("case.html", **content)


def live(visit: Visit) -> Response:
    """Only the conversation, for the script that refreshes it."""
    with visit.reading() as desk:
        patient = _case(visit, desk).patient
        return visit.render("conversation.html", talk=conversation(desk, patient, visit.moments), who=called(patient))


def reply(visit: Visit) -> Response:
    """Send an answer by SMS and take over; refused, with the text kept, when anybody wrote since the page was loaded."""
    try:
        with visit.changing() as desk:
            case = _locked(visit, desk)
            _check_nothing_arrived(visit, desk, case.patient)
            message = escalations.staff_reply(desk.session, case, desk.staff, _typed(visit, "text"), desk.now)
            desk.record("case.reply", f"case:{case.id}", message=message.id)
    except InputError as error:
        return _again(visit, "text", error)
    return _back(visit)


def resolve(visit: Visit) -> Response:
    """Close the case with a note."""
    try:
        with visit.changing() as desk:
            case = _locked(visit, desk)
            escalations.resolve(desk.session, case, desk.staff, _typed(visit, "note"), desk.now)
            if visit.form.get("hand_back"):
                hand_back_now(desk, case.patient)
            desk.record("case.resolve", f"case:{case.id}")
    except InputError as error:
        return _again(visit, "note", error)
    return RedirectResponse("/console", 303)


def _content(visit: Visit, desk: Desk, case: Escalation, seen: int | None = None) -> dict[str, Any]:
    talk = conversation(desk, case.patient, visit.moments, before=whole_number(visit.query("before")), seen=seen)
    reading = why.reading(desk, case)
    return {
        "case": case,
        "level": codes.LEVELS[case.level],
        "why": [(code, codes.words(code)) for code in case.codes],
        "reading": reading,
        # The gate's reason only repeats the flagged words, and the reader's only its view.
        "reason": "" if reading and (reading.phrases or reading.reader) and codes.are_shown(case.codes) else case.reason,
        "others": _others(desk, case),
        "resolver": desk.get(Staff, case.resolved_by) if case.resolved_by else None,
        "pages": _pages(desk, case),
        "talk": talk,
        "draft": {"text": "", "note": ""},
        "problem": None,
        **panel(desk, case.patient, visit.moments),
    }


def _others(desk: Desk, case: Escalation) -> list[Escalation]:
    """The patient's other open cases: an answer may be meant for them too."""
    theirs = desk.rows(Escalation).where(Escalation.patient_id == case.patient_id, Escalation.status == "open")
    return list(desk.session.scalars(theirs.where(Escalation.id != case.id).order_by(Escalation.id)))


def _pages(desk: Desk, case: Escalation) -> list[tuple[Message, tuple[str, str]]]:
    """The texts to the on-call phone for this case, and what became of them."""
    alerts = desk.rows(Message).where(Message.patient_id == case.patient_id, Message.sender == "alert")
    mine = alerts.where(Message.purpose.startswith(f"alert:{case.id}:")).order_by(Message.id)
    return [(row, codes.DELIVERY.get(row.status, (row.status, "wait"))) for row in desk.session.scalars(mine)]


def _case(visit: Visit, desk: Desk) -> Escalation:
    return desk.get(Escalation, visit.number("case_id"), joinedload(Escalation.patient), joinedload(Escalation.message))


def _locked(visit: Visit, desk: Desk) -> Escalation:
    """The open case of a form, its patient held so that two answers come one after the other."""
    case = desk.get(Escalation, visit.number("case_id"))
    desk.lock_patient(case.patient_id)
    desk.session.refresh(case)
    if case.status != "open":
        raise InputError("This case has been resolved already. Nothing was changed.")
    return case


def _check_nothing_arrived(visit: Visit, desk: Desk, patient: Patient) -> None:
    if latest_id(desk, patient) > _seen(visit):
        raise InputError(ARRIVED)


def _again(visit: Visit, field: str, error: InputError) -> Response:
    """The page once more, with what was wrong and what was typed; nothing was changed."""
    with visit.reading() as desk:
        content = _content(visit, desk, _case(visit, desk), seen=_seen(visit) if field == "text" else None)
    content["draft"][field] = _typed(visit, field)
    return visit.render("case.html", 409, **{**content, "problem": (field, str(error))})


def _back(visit: Visit) -> Response:
    return RedirectResponse(f"/console/cases/{visit.number('case_id')}#talk", 303)


def _typed(visit: Visit, field: str) -> str:
    # Browsers send every line break as two characters, and a text message pays for both.
    return visit.form.get(field, "").replace("\r\n", "\n")


def _seen(visit: Visit) -> int:
    return whole_number(visit.form.get("seen", ""))
