"""Running sessions beside the newest version: who is still on an older one, and carrying it over to them."""

from dataclasses import dataclass
from datetime import datetime

from starlette.responses import RedirectResponse, Response

from bot import republishing
from bot.checkins import Timeline
from bot.errors import InputError
from bot.protocols.comparing import Piece, pieces
from bot.republishing import BECAUSE, Effect, RowEffect, SessionEffect
from bot.sessions import SEND, SKIP, Choices
from bot.web.console.timelines.book import open_book
from bot.web.console.timelines.names import name_of
from bot.web.console.visit import Visit

#: Patients on one page; the counts are of all.
SHOWN = 60
#: What becomes of a check-in, in words and in the order in which they matter.
KINDS = {
    "added": "added",
    "dropped": "dropped",
    "moves": "moves",
    "goes now": "due at once",
    "again": "planned again",
    "skipped": "not sent",
    "text": "other words",
    "answers": "answers mean something else",
    "lasts": "worth sending for another time",
}


@dataclass(frozen=True)
class Line:
    """One check-in of a patient that does not stay as it is."""

    step: str
    kinds: list[str]
    #: On the patient's own clock: "Fri 6 Mar, 09:00"; "" where it has none.
    was: str
    becomes: str
    reason: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Row:
    """One running session as the table shows it."""

    who: str
    patient_id: int
    ended: str
    lines: list[Line]


def show(visit: Visit) -> Response:
    """What the newest version would do to sessions on older ones. It names patients, so each look is recorded."""
    with visit.reading() as desk:
        book = open_book(visit, desk)
        if book.version is None or book.published is None:
            raise InputError("Nothing is published for this procedure.")
        newest = {"version_id": book.version.id, "now": desk.now}
        found = republishing.effect(desk.session, book.procedure, book.published, choices=_choices(visit), **newest)
        rows = rows_of(found, book.published)
    visit.note("timeline.running", f"procedure:{book.procedure.id}", patients=found.patients())
    return visit.render("timelines/running.html", book=book, effect=found, rows=rows, kinds=KINDS)


def carry_over(visit: Visit) -> Response:
    """Put them on it, in one transaction."""
    with visit.changing() as desk:
        book = open_book(visit, desk)
        if book.version is None:
            raise InputError("Nothing is published for this procedure.")
        who = {"actor": desk.staff.email, "staff_id": desk.staff.id, "now": desk.now}
        done = republishing.apply(desk.session, book.version, choices=_choices(visit), **who)
    return RedirectResponse(f"{book.address}?carried={len(done.sessions)}", 303)


def rows_of(effect: Effect, timeline: Timeline) -> list[Row]:
    """Return the sessions of which `timeline` changes anything, as many as a page shows."""
    return [_row(one, timeline) for one in effect.changed[:SHOWN]]


def _row(one: SessionEffect, timeline: Timeline) -> Row:
    who = one.name or f"Number ending {one.phone[-3:]}"
    return Row(who, one.patient_id, _at(one.performed_at, one), [_line(row, one, timeline) for row in one.changed])


def _line(row: RowEffect, one: SessionEffect, timeline: Timeline) -> Line:
    change = row.change
    becomes = change.goes_at or change.becomes_due if change.status in ("planned", "held") else None
    return Line(
        step=name_of(timeline, change.step),
        kinds=[kind for kind in KINDS if kind in row.kinds],
        was=_at(change.was_due, one) if change.was_due else "",
        becomes=_at(becomes, one) if becomes else "",
        reason=change.reason.removeprefix(f"{BECAUSE}: "),
        pieces=pieces(row.before, row.after) if "text" in row.kinds else [],
    )


def _at(moment: datetime, one: SessionEffect) -> str:
    local = moment.astimezone(one.zone)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def _choices(visit: Visit) -> Choices:
    return Choices(usual=SKIP if visit.form.get("late") == SKIP else SEND)
