"""Each figure as a file: the numbers alone, never a patient's words."""

from collections.abc import Callable, Iterable
from typing import Any

from starlette.responses import Response

from bot.errors import NotFound
from bot.overview import READERS, Answered, Escalated, Gaps, Responses, Topics, Undelivered, Volumes, Waits
from bot.overview.escalated import CASE_LEVELS
from bot.overview.topics import BANDS
from bot.web.console import codes
from bot.web.console.overview import words
from bot.web.console.overview.sheet import ASKED, chosen
from bot.web.console.visit import Visit
from bot.web.csv_file import csv_file

Rows = Iterable[tuple[object, ...]]


def export(visit: Visit) -> Response:
    """One figure over the days that were chosen. Taking it is a line in the audit book. NotFound for no such figure."""
    figure = str(visit.request.path_params["figure"])
    if figure not in TABLES:
        raise NotFound("There is no such figure.")
    span = chosen(visit, {name: visit.query(name).strip() for name in ASKED})
    days = {"since": span.first.isoformat(), "until": span.last.isoformat()}
    visit.note("overview.export", "overview", figure=figure, **days)
    with visit.reading() as desk:
        found = READERS[figure](desk.session, desk.clinic.id, span, visit.now)
    heads, rows = TABLES[figure]
    return csv_file(f"{figure}-{span.first}-{span.last}.csv", heads, rows(found))


def _volumes(found: Volumes) -> Rows:
    return zip((day.isoformat() for day in found.days), *found.counts.values(), strict=True)


def _answered(found: Answered) -> Rows:
    return [(found.alone, found.with_staff, found.quiet, found.waiting, _share(found.share))]


def _escalated(found: Escalated) -> Rows:
    return [(code, codes.words(code), *(levels[level] for level in CASE_LEVELS)) for code, levels in found.by_code.items()]


def _waits(found: Waits) -> Rows:
    for one in found.levels:
        half, most = _minutes(one.median), _minutes(one.ninetieth)
        yield one.level, one.cases, half, most, one.kept, one.broken, one.open, _share(one.share)


def _responses(found: Responses) -> Rows:
    for step in found.steps:
        yield step.slug, codes.step(step.slug), step.sent, step.answered, step.not_sent, _share(step.share)


def _undelivered(found: Undelivered) -> Rows:
    return [(one.code, words.lost(one.code, one.status), one.status, one.sender, one.count) for one in found.losses]


def _topics(found: Topics) -> Rows:
    return [(topic, *row.values(), found.total(topic)) for topic, row in found.counts.items()]


def _gaps(found: Gaps) -> Rows:
    return [(topic, why, words.WHY[why], count) for (topic, why), count in found.counts.items()]


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.3f}"


def _minutes(wait: Any) -> str:
    return "" if wait is None else f"{wait.total_seconds() / 60:.0f}"


#: Figure → its heads and how its rows are made.
TABLES: dict[str, tuple[tuple[str, ...], Callable[[Any], Rows]]] = {
    "volumes": (("day", "texts_in", "companion_answers", "check_ins", "staff_replies"), _volumes),
    "answered": (("companion_alone", "with_staff", "no_answer_needed", "not_yet_read", "share_without_staff"), _answered),
    "escalated": (("code", "reason", *CASE_LEVELS), _escalated),
    "waits": (("level", "cases", "median_minutes", "ninetieth_minutes", "kept", "broken", "still_open", "share_kept"), _waits),
    "responses": (("step", "name", "sent", "answered", "not_sent", "share_answered"), _responses),
    "undelivered": (("code", "why", "status", "from", "texts"), _undelivered),
    "topics": (("topic", *(f"day_{name}" if name != "none" else "no_session" for name in BANDS), "all"), _topics),
    "gaps": (("topic", "code", "why", "texts"), _gaps),
}
