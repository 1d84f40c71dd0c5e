"""The clinic's settings: read by everybody who signs in, changed by owners, one section at a time."""

from starlette.routing import Route

from bot.web.console.routing import GET, POST, route
from bot.web.console.settings import changing, showing
from bot.web.console.settings.sections import SECTIONS
from bot.web.console.visit import change, page


def routes() -> list[Route]:
    """Return the addresses of the settings."""
    saves = [route(f"/console/settings/{name}", change(changing.save(name), "settings.change"), POST) for name in SECTIONS]
    return [route("/console/settings", page(showing.show, "settings.look"), GET), *saves]
