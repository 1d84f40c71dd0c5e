"""How an address of the console comes to be: within the headers, and asking who comes unless it is on the list of open doors."""

from typing import Any

from starlette.middleware import Middleware
from starlette.routing import Route

from bot.web.headers import SecurityHeaders

GET, POST = ["GET"], ["POST"]
#: The addresses that need no account.
OPEN_TO_ALL = (
    "/console/sign-in",
    "/console/sign-in/code",
    "/console/forgot-password",
    "/console/set-password/{token}",
    "/console/static",
    "/console/{rest:path}",
)


def route(path: str, endpoint: Any, methods: list[str], **frame: str) -> Route:
    """Return a route; `frame` says where its headers differ from a page's.

    TypeError, so no start, for a handler that is not wrapped in page(...) or change(...) of the visit.
    """
    if path not in OPEN_TO_ALL and not hasattr(endpoint, "may"):
        raise TypeError(f"{path} asks nobody who they are: wrap its handler in page(...) or change(...)")
    return Route(path, endpoint, methods=methods, middleware=[Middleware(SecurityHeaders, **frame)])
