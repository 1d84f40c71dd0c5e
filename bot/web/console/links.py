"""The one-time link: setting a password with it, and asking for one by e-mail when the password is forgotten."""

from functools import partial
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot import attempts, log, mail, passwords, staff
from bot.db import reading, transaction
from bot.errors import InputError, NotFound
from bot.web import auth, entering, sessions
from bot.web.console.door import STALE, form_page, ticket_holds
from bot.web.entering import Door
from bot.web.rendering import html

TOO_MANY = "Too many links were asked for from your network. Wait an hour, then try again."
SUBJECT = "Set a new password for the staff console"
LETTER = """Hello,

somebody, most likely you, asked for a new password for the staff console of {clinic}.
Set it here within the next hour; the link works once:

{link}

If it was not you, do nothing: your password stays as it is.
"""
INVITATION = """Hello,

there is an account for you at the staff console of {clinic}.
Set your password here within the next 48 hours; the link works once:

{link}
"""


def set_password(request: Request, form: dict[str, str]) -> Response:
    """The page behind a one-time link."""
    try:
        return _password_set(request, form) if request.method == "POST" else _password_form(request)
    except NotFound as gone:
        return html("link_gone.html", 404, sentence=str(gone))
    except InputError as refused:
        return _password_form(request, 400, problem=str(refused))


def forgot(request: Request, form: dict[str, str]) -> Response:
    """Ask for a link. What is answered, and how soon, tells nothing about which addresses have accounts."""
    can_mail = mail.is_configured(request.app.state.settings)
    page = partial(form_page, request, "forgot_password.html", can_mail=can_mail, was_asked=False)
    if request.method != "POST" or not can_mail:
        return page()
    at, email = entering.door(request), form.get("email", "").strip().lower()
    if not ticket_holds(request, form):
        return page(status=403, problem=STALE, email=email)
    if not _may_ask(at):
        return page(status=429, problem=TOO_MANY, email=email)
    answer = page(was_asked=True)
    answer.background = BackgroundTask(_send_link, request, at, email)
    return answer


def address(request: Request, token: str) -> str:
    """Return the whole address of a set-password link."""
    return f"{request.app.state.settings.public_url}/console/set-password/{token}"


def _may_ask(at: Door) -> bool:
    """Count one asking for this network; False once it had all of them."""
    with transaction(at.engine) as session:
        if attempts.is_reached(session, attempts.LINKS_ASKED_HERE, at.network, at.now, at.secret_key):
            return False
        attempts.note(session, attempts.LINKS_ASKED_HERE, at.network, at.now, at.secret_key)
        return True


def _send_link(request: Request, at: Door, email: str) -> None:
    """Make the link and send it, once the page has been answered."""
    with transaction(at.engine) as session:
        account = staff.find(session, email)
        if account is None or account.disabled_at:
            return
        if attempts.is_reached(session, attempts.LINKS_ASKED_FOR, email, at.now, at.secret_key):
            return
        attempts.note(session, attempts.LINKS_ASKED_FOR, email, at.now, at.secret_key)
        token = staff.renew_link(account, at.now, staff.MAILED_LINK_LIFETIME)
        staff.record(session, account, account.email, "password.forgotten", at.now)
        letter = LETTER.format(clinic=account.clinic.name, link=address(request, token))
    post(request, account.email, SUBJECT, letter)


def post(request: Request, to: str, subject: str, text: str) -> None:
    """Send an e-mail when nobody waits for it any more; one that does not leave is a line in the log."""
    try:
        mail.send(request.app.state.settings, to=to, subject=subject, text=text)
    except mail.MailError as error:
        log.get().error("e-mail not sent", reason=str(error))


def _password_form(request: Request, status: int = 200, **values: Any) -> Response:
    with reading(request.app.state.engine) as session:
        email = staff.holder(session, request.path_params["token"], auth.machine_now(request)).email
    return form_page(request, "set_password.html", status, email=email, shortest=passwords.MIN_LENGTH, **values)


def _password_set(request: Request, form: dict[str, str]) -> Response:
    token, now = request.path_params["token"], auth.machine_now(request)
    if not ticket_holds(request, form):
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
