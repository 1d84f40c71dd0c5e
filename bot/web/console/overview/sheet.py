"""The page: every figure over the days that were chosen."""

from urllib.parse import urlencode

from starlette.responses import Response

from bot.errors import InputError
from bot.overview import Span, choose, overview
from bot.overview.span import LAST_DAYS
from bot.web.console import codes
from bot.web.console.overview import drawing, words
from bot.web.console.visit import Visit

ASKED = ("last", "since", "until")


def show(visit: Visit) -> Response:
    """Show the figures; days that are none are told beside the form, and the last 28 shown."""
    asked = {name: visit.query(name).strip() for name in ASKED}
    problem = ""
    try:
        span = chosen(visit, asked)
    except InputError as error:
        problem, span = str(error), chosen(visit, {})
    visit.note("overview.view", "overview", since=span.first.isoformat(), until=span.last.isoformat())
    with visit.reading() as desk:
        found = overview(desk.session, desk.clinic.id, span, visit.now)
    return visit.render(
        "overview/overview.html",
        400 if problem else 200,
        problem=problem,
        span=span,
        last_days=LAST_DAYS,
        chosen_days=_last(visit, span),
        query=urlencode({"since": span.first.isoformat(), "until": span.last.isoformat()}),
        found=found,
        series=drawing.series(found.volumes),
        parts=drawing.parts(found.answered),
        reasons=drawing.reasons(found.escalated),
        codes=codes,
        say=words,
        heat=drawing.heat,
    )


def chosen(visit: Visit, asked: dict[str, str]) -> Span:
    """Return the days that were asked for, as the clinic's calendar has them. InputError for what is no such span."""
    return choose(visit.moments.zone, visit.now, **asked)


def _last(visit: Visit, span: Span) -> int:
    """Return which of the quick choices this is, 0 for days of one's own."""
    is_today = span.last == visit.now.astimezone(span.zone).date()
    return span.length if is_today and span.length in LAST_DAYS else 0
