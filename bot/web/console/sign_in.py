"""Signing in, with a code where the account asks for one, and signing out."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.web import auth, csrf, entering, sessions
from bot.web.console.door import STALE, form_page, ticket_holds
from bot.web.console.visit import Visit

_LOCK = (
    f"After {entering.MAX_FAILURES} wrong tries an account is locked for "
    f"{int(entering.LOCKED_FOR.total_seconds() // 60)} minutes, even for what is right."
)
#: One sentence for every refusal: it must not tell which addresses have accounts.
REFUSED = f"E-mail or password is not right. {_LOCK}"
WRONG_CODE = f"That code is not right, or it was used already. Wait for the next one in the app. {_LOCK}"
HALFWAY = "/console/sign-in/code"


def sign_in(request: Request, form: dict[str, str]) -> Response:
    """The form, and what is sent with it."""
    if request.method != "POST":
        return RedirectResponse("/console", 303) if auth.who(request) else _page(request)
    if not ticket_holds(request, form):
        return _page(request, 403, problem=STALE)
    at, email = entering.door(request), form.get("email", "")
    try:
        entry = entering.by_password(at, email, form.get("password", ""))
    except entering.TooMany as refused:
        return _page(request, 429, problem=str(refused), email=email)
    if entry.ticket:
        return _halfway(request, entry.ticket)
    return _inside(request, entry.token) if entry.token else _page(request, 403, problem=REFUSED, email=email)


def code(request: Request, form: dict[str, str]) -> Response:
    """The second step: a code of the app, or a recovery code."""
    at, ticket = entering.door(request), request.cookies.get(entering.COOKIE, "")
    if not entering.is_halfway(at, ticket):
        return RedirectResponse("/console/sign-in", 303)
    if request.method != "POST":
        return _code_page(request)
    if not ticket_holds(request, form):
        return _code_page(request, 403, STALE)
    try:
        entry = entering.by_code(at, ticket, form.get("code", ""))
    except entering.TooMany as refused:
        return _code_page(request, 429, str(refused))
    return _inside(request, entry.token) if entry.token else _code_page(request, 403, WRONG_CODE)


def sign_out(visit: Visit) -> Response:
    """End the session of this browser."""
    auth.sign_out(visit.request, visit.signed_in)
    response = RedirectResponse("/console/sign-in", 303)
    auth.drop_cookie(visit.request, response, sessions.COOKIE)
    return response


def _page(request: Request, status: int = 200, **values: str) -> Response:
    was_set = request.query_params.get("password") == "set"
    return form_page(request, "sign_in.html", status, next=_next(request), was_set=was_set, **values)


def _code_page(request: Request, status: int = 200, problem: str | None = None) -> Response:
    return form_page(request, "sign_in_code.html", status, next=_next(request), problem=problem)


def _halfway(request: Request, ticket: str) -> Response:
    response = RedirectResponse(f"{HALFWAY}?next={quote(_next(request))}", 303)
    auth.set_cookie(request, response, entering.COOKIE, ticket, entering.HALFWAY_FOR)
    return response


def _inside(request: Request, token: str) -> Response:
    response = RedirectResponse(_next(request), 303)
    auth.set_cookie(request, response, sessions.COOKIE, token, sessions.LIFETIME)
    for done_with in (csrf.COOKIE, entering.COOKIE):
        auth.drop_cookie(request, response, done_with)
    return response


def _next(request: Request) -> str:
    """Where to go after signing in: a page of the console, never another site's."""
    wanted = request.query_params.get("next", "")
    return wanted if wanted == "/console" or wanted.startswith("/console/") else "/console"
