"""The page of canned replies: list, add, change, delete."""

from starlette.responses import RedirectResponse, Response

from bot import canned
from bot.errors import InputError
from bot.models import CannedReply
from bot.web.console.desk import Desk
from bot.web.console.visit import Visit


def show(visit: Visit) -> Response:
    """The list, each reply with its form."""
    return _page(visit)


def add(visit: Visit) -> Response:
    """Add one."""
    try:
        with visit.changing() as desk:
            row = CannedReply(clinic_id=desk.staff.clinic_id)
            _write(visit, desk, row)
            desk.session.add(row)
            desk.session.flush()
            canned.note(desk.session, "add", row, desk.staff, desk.now)
    except InputError as error:
        return _page(visit, 0, str(error))
    return RedirectResponse("/console/canned", 303)


def change(visit: Visit) -> Response:
    """Change one, or delete it."""
    key = visit.number("reply_id")
    try:
        with visit.changing() as desk:
            row = desk.get(CannedReply, key)
            if visit.form.get("delete"):
                canned.note(desk.session, "delete", row, desk.staff, desk.now)
                desk.session.delete(row)
            else:
                _write(visit, desk, row)
                canned.note(desk.session, "change", row, desk.staff, desk.now)
    except InputError as error:
        return _page(visit, key, str(error))
    return RedirectResponse("/console/canned", 303)


def replies(desk: Desk) -> list[CannedReply]:
    """Return the clinic's canned replies by title."""
    return list(desk.session.scalars(desk.rows(CannedReply).order_by(CannedReply.title)))


def _write(visit: Visit, desk: Desk, row: CannedReply) -> None:
    title, text = canned.check(visit.form.get("title", ""), visit.form.get("text", "").replace("\r\n", "\n"))
    same = desk.rows(CannedReply).where(CannedReply.title == title)
    if any(other.id != row.id for other in desk.session.scalars(same)):
        raise InputError("Another reply has this title already.")
    row.title, row.text = title, text


def _page(visit: Visit, key: int = 0, problem: str = "") -> Response:
    with visit.reading() as desk:
        typed = {"title": visit.form.get("title", ""), "text": visit.form.get("text", "")}
        values = {"replies": replies(desk), "placeholders": canned.PLACEHOLDERS, "typed": typed, "key": key, "problem": problem}
        return visit.render("canned.html", 409 if problem else 200, **values)
