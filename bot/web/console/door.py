"""Pages that need no account: how each is answered, and the ticket that proves a form to be ours."""

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from bot.web import auth, csrf, forms, sessions
from bot.web.rendering import html

STALE = "This page was open for a long time, or cookies are blocked. Please try again."

Answer = Callable[[Request, dict[str, str]], Response]


def open_to_all(answer: Answer) -> Callable[[Request], Any]:
    """Return an endpoint for a page without sign-in; a posted form must carry the ticket of its cookie."""

    async def endpoint(request: Request) -> Response:
        form = await forms.read(request) if request.method == "POST" else {}
        return await run_in_threadpool(answer, request, form)

    endpoint.__name__ = answer.__name__
    return endpoint


def form_page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """Return a page with a form whose ticket is both in it and in a cookie."""
    ticket = csrf.ticket(request.app.state.settings.secret_key, request.cookies.get(csrf.COOKIE))
    response = html(template, status, **{"problem": None, "email": "", **values, "csrf": ticket})
    auth.set_cookie(request, response, csrf.COOKIE, ticket, sessions.LIFETIME)
    return response


def ticket_holds(request: Request, form: dict[str, str]) -> bool:
    """Return whether a posted form is one of ours."""
    return csrf.ticket_holds(request.app.state.settings.secret_key, request.cookies.get(csrf.COOKIE), form)
