"""Every version that was ever published: who approved it and why; to compare, and to restore."""

from starlette.responses import RedirectResponse, Response

from bot import drafts
from bot.web.console.books import versions
from bot.web.console.timelines.book import open_book
from bot.web.console.visit import Visit


def show(visit: Visit) -> Response:
    """The versions, newest first."""
    with visit.reading() as desk:
        book = open_book(visit, desk)
        return visit.render("timelines/versions.html", book=book, versions=versions(desk, book))


def restore(visit: Visit) -> Response:
    """Begin a draft from an older version; it changes nobody's check-ins before it is published."""
    with visit.changing() as desk:
        book = open_book(visit, desk)
        number = visit.number("number")
        drafts.open(desk.session, book.procedure, drafts.TIMELINE, actor=desk.staff.email, now=desk.now, from_version=number)
    return RedirectResponse(f"{book.address}/diff", 303)
