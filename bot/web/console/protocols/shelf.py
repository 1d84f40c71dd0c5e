"""All procedures of the clinic: which version answers patients, and who is writing what."""

from dataclasses import dataclass

from starlette.responses import Response

from bot.models import Procedure
from bot.protocols.comparing import by_name, compare
from bot.web.console.books import procedures
from bot.web.console.desk import Desk
from bot.web.console.protocols.book import Book, book_of
from bot.web.console.visit import Visit


@dataclass(frozen=True)
class Row:
    """One procedure as the list shows it."""

    book: Book
    #: How many topics and texts the draft would change.
    changed: int


def show(visit: Visit) -> Response:
    """The list."""
    with visit.reading() as desk:
        rows = [_row(desk, one) for one in procedures(desk)]
        return visit.render("protocols/shelf.html", rows=rows)


def _row(desk: Desk, procedure: Procedure) -> Row:
    book = book_of(desk, procedure)
    return Row(book, len(by_name(compare(book.before, book.drafted))) if book.drafted else 0)
