"""The audit book, for owners: who looked at and changed what."""

from starlette.responses import Response

from bot.models import Audit
from bot.web.console import codes
from bot.web.console.visit import Visit
from bot.web.forms import whole_number

PAGE = 100


def show(visit: Visit) -> Response:
    """The newest lines; earlier ones a page at a time."""
    before = whole_number(visit.query("before"))
    with visit.reading() as desk:
        newest_first = desk.rows(Audit).order_by(Audit.id.desc()).limit(PAGE + 1)
        lines = list(desk.session.scalars(newest_first.where(Audit.id < before) if before else newest_first))
    earlier = lines[PAGE - 1].id if len(lines) > PAGE else None
    return visit.render("audit.html", lines=lines[:PAGE], earlier=earlier, words=codes.action)
