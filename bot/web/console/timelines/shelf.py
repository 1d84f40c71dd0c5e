"""All procedures of the clinic: whom its timelines write to, and who is writing what."""

from dataclasses import dataclass

from starlette.responses import Response

from bot.checkins.comparing import changes
from bot.models import Procedure
from bot.web.console.books import procedures
from bot.web.console.desk import Desk
from bot.web.console.timelines.book import Book, book_of
from bot.web.console.timelines.line import Line, line_of
from bot.web.console.visit import Visit


@dataclass(frozen=True)
class Row:
    """One procedure as the list shows it."""

    book: Book
    line: Line | None
    #: How much the draft would change; None where it cannot be read.
    changed: int | None


def show(visit: Visit) -> Response:
    """The list."""
    with visit.reading() as desk:
        rows = [_row(desk, one) for one in procedures(desk)]
        return visit.render("timelines/shelf.html", rows=rows)


def _row(desk: Desk, procedure: Procedure) -> Row:
    book = book_of(desk, procedure)
    changed = len(changes(book.published, book.drafted)) if book.drafted and book.published else None
    return Row(book, line_of(book.published) if book.published else None, changed)
