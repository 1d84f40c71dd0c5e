"""The overview: what the clinic's days look like in numbers, as plots drawn on the server, each with a table and a file."""

from starlette.routing import BaseRoute

from bot.web.console.overview import files, sheet
from bot.web.console.routing import GET, route
from bot.web.console.visit import page


def routes() -> list[BaseRoute]:
    """Return the routes of these pages."""
    return [
        route("/console/overview", page(sheet.show, "overview.look"), GET),
        route("/console/overview/{figure}.csv", page(files.export, "overview.export"), GET),
    ]
