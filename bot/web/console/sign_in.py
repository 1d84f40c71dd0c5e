"""Signing in and out, and setting a password from a one-time link: the pages that need no account yet."""

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot import passwords, staff
from bot.db import reading, transaction
from bot.errors import InputError, NotFound
from bot.web import auth, csrf, forms, sessions
from bot.web.console.visit import Visit
from bot.web.rendering import html

#: One sentence for every refusal: it must not tell which addresses have accounts.
REFUSED = (
    f"E-mail or password is not right. After {auth.MAX_FAILURES} wrong tries an account is locked for "
    f"{int(auth.LOCKED_FOR.total_seconds() // 60)} minutes."
)
STALE = "This page was open for a long time, or cookies are blocked. Please try again."

Answer = Callable[[Request, dict[str, str]], Response]


def open_to_all(answer: Answer) -> Callable[[Request], Any]:
    """Return an endpoint for a page without sign-in; a posted form must carry the ticket of its cookie."""

    async def endpoint(request: Request) -> Response:
        form = await forms.read(request) if request.method == "POST" else {}
        return await run_in_threadpool(answer, request, form)

    endpoint.__name__ = answer.__name__
    return endpoint


def sign_in(request: Request, form: dict[str, str]) -> Response:
    """The form, and what is sent with it."""
    if request.method != "POST":
        return RedirectResponse("/console", 303) if auth.who(request) else _form(request, "sign_in.html", next=_next(request))
    if not _ticket_holds(request, form):
        return _form(request, "sign_in.html", 403, next=_next(request), problem=STALE)
    token = auth.sign_in(request.app.state.engine, form.get("email", ""), form.get("password", ""), auth.machine_now(request))
    if token is None:
        return _form(request, "sign_in.html", 403, next=_next(request), problem=REFUSED, email=form.get("email", ""))
    response = RedirectResponse(_next(request), 303)
    auth.set_cookie(request, response, sessions.COOKIE, token, sessions.LIFETIME)
    auth.drop_cookie(request, response, csrf.COOKIE)
    return response


def sign_out(visit: Visit) -> Response:
    """End the session of this browser."""
    auth.sign_out(visit.request.app.state.engine, visit.signed_in, auth.machine_now(visit.request))
    response = RedirectResponse("/console/sign-in", 303)
    auth.drop_cookie(visit.request, response, sessions.COOKIE)
    return response


def set_password(request: Request, form: dict[str, str]) -> Response:
    """The page behind a one-time link."""
    try:
        return _password_set(request, form) if request.method == "POST" else _password_form(request)
    except NotFound as gone:
        return html("link_gone.html", 404, sentence=str(gone))
    except InputError as refused:
        return _password_form(request, 400, problem=str(refused))


def _password_form(request: Request, status: int = 200, problem: str | None = None) -> Response:
    with reading(request.app.state.engine) as session:
        email = staff.holder(session, request.path_params["token"], auth.machine_now(request)).email
    return _form(request, "set_password.html", status, email=email, problem=problem, shortest=passwords.MIN_LENGTH)


def _password_set(request: Request, form: dict[str, str]) -> Response:
    token, now = request.path_params["token"], auth.machine_now(request)
    if not _ticket_holds(request, form):
        raise InputError(STALE)
    if form.get("password") != form.get("again"):
        raise InputError("The two passwords are not the same. Type both again.")
    with reading(request.app.state.engine) as session:
        passwords.check(form.get("password", ""), staff.holder(session, token, now).email)
    password_hash = passwords.make_hash(form.get("password", ""))
    with transaction(request.app.state.engine) as session:
        staff.keep_password(session, token, password_hash, now)
    response = RedirectResponse("/console/sign-in?password=set", 303)
    auth.drop_cookie(request, response, sessions.COOKIE)
    return response


def _form(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A page with a form whose ticket is both in it and in a cookie."""
    ticket = csrf.ticket(request.app.state.settings.secret_key, request.cookies.get(csrf.COOKIE))
    known = {"problem": None, "email": "", "was_set": request.query_params.get("password") == "set"}
    response = html(template, status, **{**known, **values, "csrf": ticket})
    auth.set_cookie(request, response, csrf.COOKIE, ticket, sessions.LIFETIME)
    return response


def _ticket_holds(request: Request, form: dict[str, str]) -> bool:
    return csrf.ticket_holds(request.app.state.settings.secret_key, request.cookies.get(csrf.COOKIE), form)


def _next(request: Request) -> str:
    """Where to go after signing in: a page of the console, never another site's."""
    wanted = request.query_params.get("next", "")
    return wanted if wanted == "/console" or wanted.startswith("/console/") else "/console"
