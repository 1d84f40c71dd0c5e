"""Protocols in the console: read, edited as a draft, compared, previewed, published, restored."""

from starlette.routing import BaseRoute

from bot.web.console.protocols import approval, contents, diff, history, preview, shelf, topics, wordings
from bot.web.console.routing import GET, POST, route
from bot.web.console.visit import change, page

#: Who may do which: see bot/rights.py.
LOOK, EDIT, PUBLISH = "protocols.look", "protocols.edit", "protocols.publish"
BOOK = "/console/protocols/{procedure}"


def routes() -> list[BaseRoute]:
    """Return the routes of these pages."""
    return [
        route("/console/protocols", page(shelf.show, LOOK), GET),
        route(BOOK, page(contents.show, LOOK), GET),
        route(f"{BOOK}/edit", page(contents.choose, EDIT), GET),
        route(f"{BOOK}/edit/{{topic:path}}", page(topics.show, EDIT), GET),
        route(f"{BOOK}/edit/{{topic:path}}", change(topics.save, EDIT), POST),
        route(f"{BOOK}/texts", page(wordings.show, LOOK), GET),
        route(f"{BOOK}/texts/{{kind}}/{{name}}", page(wordings.edit, EDIT), GET),
        route(f"{BOOK}/texts/{{kind}}/{{name}}", change(wordings.save, EDIT), POST),
        route(f"{BOOK}/diff", page(diff.show, LOOK), GET),
        route(f"{BOOK}/diff", change(diff.build_on, EDIT), POST),
        route(f"{BOOK}/preview", page(preview.show, LOOK), GET),
        route(f"{BOOK}/publish", page(approval.show, PUBLISH), GET),
        route(f"{BOOK}/publish", change(approval.publish, PUBLISH), POST),
        route(f"{BOOK}/discard", change(approval.discard, EDIT), POST),
        route(f"{BOOK}/versions", page(history.show, LOOK), GET),
        route(f"{BOOK}/versions/{{number:int}}/restore", change(history.restore, EDIT), POST),
    ]
