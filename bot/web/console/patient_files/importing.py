"""A CSV file of patients and sessions: every row is shown with what is wrong, then all come in, or the good ones, or none."""

from typing import Any

from starlette.responses import RedirectResponse, Response

from bot import patient_files
from bot.patient_files import RowsRefused
from bot.patients_csv import MAX_BYTES, MOST_ROWS, Checked, CsvRefused
from bot.web import uploads
from bot.web.console.visit import Visit
from bot.web.forms import whole_number

CHANGED = "What is on file has changed since you looked at this file, so nothing was brought in. Look at the rows again."


def show(visit: Visit) -> Response:
    """The form, and what was brought in just now."""
    return _form(visit, done=whole_number(visit.query("done")))


def look(visit: Visit) -> Response:
    """Every row of the file that was sent, with what is wrong with it. Nothing is kept."""
    content = visit.form.get("file", "")
    try:
        with visit.reading() as desk:
            checked = patient_files.look(desk.session, desk.clinic, uploads.content(content), desk.now)
    except CsvRefused as refused:
        return _form(visit, problem=str(refused), status=422)
    return _rows(visit, checked, content)


def bring_in(visit: Visit) -> Response:
    """Bring in what was seen. Somebody may have enrolled one of them meanwhile: then the rows are shown again."""
    content, seen = visit.form.get("file", ""), whole_number(visit.form.get("good", ""))
    good_rows = bool(visit.form.get("good_rows"))
    try:
        with visit.changing() as desk:
            who: dict[str, Any] = {"actor": desk.staff.email, "staff_id": desk.staff.id}
            brought = patient_files.bring_in(
                desk.session, desk.clinic, uploads.content(content), now=desk.now, good_rows=good_rows, **who
            )
            if len(brought.rows) != seen:
                raise RowsRefused(brought.checked)
    except CsvRefused as refused:
        return _form(visit, problem=str(refused), status=422)
    except RowsRefused as refused:
        return _rows(visit, refused.checked, content, problem=CHANGED, status=409)
    return RedirectResponse(f"/console/patients/import?done={len(brought.rows)}", 303)


def _form(visit: Visit, problem: str = "", done: int = 0, status: int = 200) -> Response:
    limits = {"most_rows": MOST_ROWS, "most_kilobytes": MAX_BYTES // 1024, "may_export": visit.may("patients.export")}
    return visit.render("patient_files/form.html", status, problem=problem, done=done, **limits)


def _rows(visit: Visit, checked: Checked, content: str, problem: str = "", status: int = 200) -> Response:
    return visit.render("patient_files/rows.html", status, checked=checked, content=content, problem=problem)
