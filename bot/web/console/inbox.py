"""The inbox: every open case, the most urgent and the soonest promised first, and what may be picked from it."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from bot.levels import LEVELS
from bot.web.console import case_rows
from bot.web.console.case_rows import Row
from bot.web.console.desk import Desk
from bot.web.console.patients.finding import matching
from bot.web.console.people import everybody
from bot.web.console.slips import FILTERS, Slip, counts, slips, viewer
from bot.web.console.visit import Visit
from bot.web.forms import whole_number

RESOLVED = "resolved"
#: Cases on a page.
PAGE = 50
#: Pages of closed cases that can be leafed through; what is older is found by the patient's name.
MOST_PAGES = 200


def show(visit: Visit) -> Response:
    """The page."""
    return visit.render("inbox.html", search="", **_content(visit))


def live(visit: Visit) -> Response:
    """Only the filters and the list, for the script that refreshes them."""
    return visit.render("inbox_list.html", **_content(visit))


def search(visit: Visit) -> Response:
    """The cases of patients found by name or number. A posted form: a phone number in an address would end up in logs."""
    words = visit.form.get("search", "").strip()
    if not words:
        return show(visit)
    with visit.reading() as desk:
        found, people = slips(desk), everybody(desk)
        cases = case_rows.of_patients(desk, [patient.id for patient in matching(desk, words)], PAGE)
        listed = case_rows.rows(desk, cases, people, {slip.id: slip for slip in found})
        content = {**_tabs(found, desk, people), "show": "found", "rows": listed, "page": 1, "more": False}
    visit.note("cases.search", "cases", found=len(listed))
    return visit.render("inbox.html", search=words, **content)


def _content(visit: Visit) -> dict[str, Any]:
    wanted = visit.query("show") if visit.query("show") in (*FILTERS, RESOLVED) else "open"
    page = min(max(1, whole_number(visit.query("page"))), MOST_PAGES)
    with visit.reading() as desk:
        found, people = slips(desk), everybody(desk)
        tabs = _tabs(found, desk, people)
        if wanted == RESOLVED:
            closed = case_rows.resolved(desk, page, PAGE)
            listed, more = case_rows.rows(desk, closed[:PAGE], people, {}), len(closed) > PAGE
        else:
            listed, page, more = _listed(desk, found, wanted, page, people)
    return {"show": wanted, "rows": listed, "page": page, "more": more and page < MOST_PAGES, **tabs}


def _listed(desk: Desk, found: Sequence[Slip], wanted: str, page: int, people: dict) -> tuple[list[Row], int, bool]:
    """Return the rows of a page of a filter, the page that it is, and whether there is a further one."""
    who = viewer(desk, people)
    shown = [slip for slip in found if FILTERS[wanted].shows(slip, who)]
    if wanted == "snoozed":
        shown.sort(key=lambda slip: (slip.snoozed_until, slip.id))
    page = min(page, max(1, -(-len(shown) // PAGE)))
    return case_rows.rows_of(desk, shown[(page - 1) * PAGE : page * PAGE], people), page, len(shown) > page * PAGE


def _tabs(found: Sequence[Slip], desk: Desk, people: dict) -> dict[str, Any]:
    """Return what stands above any list: the filters with their counts, and the open cases by level."""
    who = viewer(desk, people)
    awake = [slip.level for slip in found if FILTERS["open"].shows(slip, who)]
    return {"filters": FILTERS, "counts": counts(found, who), "levels": {level: awake.count(level) for level in LEVELS}}
