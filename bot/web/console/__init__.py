"""The staff console: cases that need a person, and the conversation behind each."""

from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from bot.web.console import accounts, case_routes, overview, patient_files, protocols, settings, timelines
from bot.web.console.patients.routes import routes as patient_routes
from bot.web.console.routing import GET, OPEN_TO_ALL, POST, route
from bot.web.headers import SecurityHeaders
from bot.web.rendering import STATIC, html

__all__ = ["OPEN_TO_ALL", "routes"]


def routes() -> list[BaseRoute]:
    """Return the console's routes, each wrapped in the headers that keep a browser safe."""
    return [
        *case_routes.routes(),
        *patient_files.routes(),
        *patient_routes(),
        *protocols.routes(),
        *timelines.routes(),
        *overview.routes(),
        *settings.routes(),
        *accounts.routes(),
        Mount("/console/static", StaticFiles(directory=STATIC), middleware=_STATIC_FRAME),
        route("/console/{rest:path}", _nothing_here, [*GET, *POST]),
    ]


#: A missing file is answered inside the headers too.
_STATIC_FRAME = [Middleware(SecurityHeaders, cache="no-cache"), Middleware(ExceptionMiddleware)]


async def _nothing_here(request: Request) -> Response:
    if not request.path_params["rest"]:
        return RedirectResponse("/console", 303)  # somebody typed one slash too many
    return html("nothing_here.html", 404)
