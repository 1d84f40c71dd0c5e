"""The staff console: cases that need a person, and the conversation behind each."""

from typing import Any

from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.web.console import audit, case, inbox, patients, sign_in, talking
from bot.web.console.visit import change, page
from bot.web.headers import SecurityHeaders
from bot.web.rendering import STATIC, html

GET, POST = ["GET"], ["POST"]
#: The addresses that need no account.
OPEN_TO_ALL = ("/console/sign-in", "/console/set-password/{token}", "/console/static", "/console/{rest:path}")


def routes() -> list[BaseRoute]:
    """Return the console's routes, each wrapped in the headers that keep a browser safe."""
    return [
        _route("/console", page(inbox.show), GET),
        _route("/console/inbox/live", page(inbox.live), GET),
        _route("/console/cases/{case_id:int}", page(case.show), GET),
        _route("/console/cases/{case_id:int}/live", page(case.live), GET),
        _route("/console/cases/{case_id:int}/reply", change(case.reply), POST),
        _route("/console/cases/{case_id:int}/resolve", change(case.resolve), POST),
        _route("/console/patients", page(patients.recent), GET),
        _route("/console/patients", page(patients.search), POST),
        _route("/console/patients/{patient_id:int}", page(patients.show), GET),
        _route("/console/patients/{patient_id:int}/live", page(patients.live), GET),
        _route("/console/patients/{patient_id:int}/take-over", change(talking.take_over), POST),
        _route("/console/patients/{patient_id:int}/hand-back", change(talking.hand_back), POST),
        _route("/console/patients/{patient_id:int}/open-case", change(talking.open_case), POST),
        _route("/console/audit", page(audit.show, "audit.look"), GET),
        _route("/console/sign-in", sign_in.open_to_all(sign_in.sign_in), [*GET, *POST]),
        _route("/console/sign-out", page(sign_in.sign_out, "own"), POST),
        _route("/console/set-password/{token}", sign_in.open_to_all(sign_in.set_password), [*GET, *POST]),
        Mount("/console/static", StaticFiles(directory=STATIC), middleware=_STATIC_FRAME),
        _route("/console/{rest:path}", _nothing_here, [*GET, *POST]),
    ]


#: A missing file is answered inside the headers too.
_STATIC_FRAME = [Middleware(SecurityHeaders, cache="no-cache"), Middleware(ExceptionMiddleware)]


def _route(path: str, endpoint: Any, methods: list[str]) -> Route:
    if path not in OPEN_TO_ALL and not hasattr(endpoint, "may"):
        raise TypeError(f"{path} asks nobody who they are: wrap its handler in page(...) or change(...)")
    return Route(path, endpoint, methods=methods, middleware=[Middleware(SecurityHeaders)])


async def _nothing_here(request: Request) -> Response:
    if not request.path_params["rest"]:
        return RedirectResponse("/console", 303)  # somebody typed one slash too many
    return html("nothing_here.html", 404)
