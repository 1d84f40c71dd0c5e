"""Every version that was ever published: who approved it and why; to compare, and to restore."""

from starlette.responses import RedirectResponse, Response

from bot import drafts
from bot.web.console.books import versions
from bot.web.console.protocols.book import open_book
from bot.web.console.visit import Visit


def show(visit: Visit) -> Response:
    """The versions, newest first."""
    with visit.reading() as desk:
        book = open_book(desk, visit.request.path_params["procedure"])
        found = versions(desk, book)
        return visit.render("protocols/versions.html", book=book, versions=found)


def restore(visit: Visit) -> Response:
    """Begin a draft from an older version; it answers nobody before it is published."""
    with visit.changing() as desk:
        book = open_book(desk, visit.request.path_params["procedure"])
        number = visit.number("number")
        drafts.open(desk.session, book.procedure, drafts.PROTOCOL, actor=desk.staff.email, now=desk.now, from_version=number)
    return RedirectResponse(f"{book.address}/diff", 303)
