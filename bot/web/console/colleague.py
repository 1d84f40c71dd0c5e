"""One person of the staff, as an owner sees them, and what an owner can do: role, link, sessions, second factor, shutting."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse, Response

from bot import mail, rights, second_factor, staff
from bot.errors import InputError
from bot.models import Staff
from bot.web import auth
from bot.web.console import links
from bot.web.console.account import browsers, machine_moments
from bot.web.console.desk import Desk
from bot.web.console.visit import Visit

#: What the page may say was done, by the word in its address.
DONE = {
    "role": "The role is changed. They were signed out and sign in again with it.",
    "disable": "The account is shut, and they are signed out everywhere.",
    "enable": "The account is open again. Their password still holds.",
    "end_sessions": "They are signed out everywhere.",
    "second_factor_off": "Their second factor is off, and they are signed out everywhere. They sign in with the password alone.",
}
OWN = "This is your own account: do that on your account page, with your password."
SHUT = "This account is shut. Open it first."

#: What is done to an account at a moment; returns what the audit book keeps of it.
Deed = Callable[[Desk, Staff, datetime], dict[str, Any]]


def show(visit: Visit) -> Response:
    """The page. Looking at it is recorded."""
    answer = _page(visit, visit.number("staff_id"))
    visit.note("staff.view", f"staff:{visit.number('staff_id')}")
    return answer


def change_role(visit: Visit) -> Response:
    """Give another role; the person is signed out, so that no page of the old role stays open."""

    def deed(desk: Desk, account: Staff, now: datetime) -> dict[str, Any]:
        before = account.role
        staff.change_role(desk.session, account, visit.form.get("role", ""), now)
        return {"before": before, "after": account.role}

    return _do(visit, "role", deed)


def disable(visit: Visit) -> Response:
    """Shut an account."""

    def deed(desk: Desk, account: Staff, now: datetime) -> dict[str, Any]:
        staff.disable(desk.session, account, now)
        return {}

    return _do(visit, "disable", deed)


def enable(visit: Visit) -> Response:
    """Open a shut account again."""

    def deed(desk: Desk, account: Staff, now: datetime) -> dict[str, Any]:
        staff.enable(account)
        return {}

    return _do(visit, "enable", deed)


def end_sessions(visit: Visit) -> Response:
    """Sign somebody out everywhere."""

    def deed(desk: Desk, account: Staff, now: datetime) -> dict[str, Any]:
        return {"ended": staff.end_sessions(desk.session, account, now)}

    return _do(visit, "end_sessions", deed)


def switch_factor_off(visit: Visit) -> Response:
    """Take away the second factor of a colleague who lost the phone."""

    def deed(desk: Desk, account: Staff, now: datetime) -> dict[str, Any]:
        if account.id == desk.staff.id:
            raise InputError(OWN)
        second_factor.switch_off(desk.session, account)
        staff.end_sessions(desk.session, account, now)
        return {}

    return _do(visit, "second_factor_off", deed)


def make_link(visit: Visit) -> Response:
    """Show a new set-password link, this once."""
    key = visit.number("staff_id")
    try:
        with visit.changing() as desk:
            account = desk.get(Staff, key)
            if account.disabled_at:
                raise InputError(SHUT)
            token = staff.renew_link(account, auth.machine_now(visit.request))
            desk.record("staff.link", f"staff:{key}")
    except InputError as refused:
        return _page(visit, key, refused)
    return with_link(visit, key, token, links.SUBJECT)


def with_link(visit: Visit, key: int, token: str, subject: str) -> Response:
    """Return the person's page with the link, which is sent by e-mail too where that can be."""
    link, is_mailed = links.address(visit.request, token), mail.is_configured(visit.request.app.state.settings)
    answer = _page(visit, key, link=link, is_mailed=is_mailed)
    if is_mailed:
        with visit.reading() as desk:
            to, clinic = desk.get(Staff, key).email, desk.clinic.name
        letter = links.INVITATION.format(clinic=clinic, link=link)
        answer.background = BackgroundTask(links.post, visit.request, to, subject, letter)
    return answer


def state(account: Staff, now: datetime) -> tuple[str, str]:
    """Return how an account stands: words, and how that is ("good", "wait", "bad")."""
    if account.disabled_at:
        return "Shut", "bad"
    if account.locked_until and account.locked_until > now:
        return "Locked after wrong tries", "bad"
    if account.password_hash:
        return "Active", "good"
    waits = account.link_expires_at is not None and account.link_expires_at > now
    return ("Invited, no password yet", "wait") if waits else ("The link has expired, no password yet", "bad")


def roles() -> list[tuple[str, str, str]]:
    """Return each role, what it is called, and what it may do in words."""
    return [(role, rights.CALLED[role], rights.TOLD[role]) for role in rights.ROLES]


def _do(visit: Visit, action: str, deed: Deed) -> Response:
    key = visit.number("staff_id")
    try:
        with visit.changing() as desk:
            detail = deed(desk, desk.get(Staff, key), auth.machine_now(visit.request))
            desk.record(f"staff.{action}", f"staff:{key}", **detail)
    except InputError as refused:
        return _page(visit, key, refused)
    return RedirectResponse(f"/console/people/{key}?done={action}", 303)


def _page(visit: Visit, key: int, problem: InputError | None = None, link: str = "", is_mailed: bool = False) -> Response:
    now = auth.machine_now(visit.request)
    with visit.reading() as desk:
        account = desk.get(Staff, key)
        content = {"browsers": browsers(desk, account, visit), "state": state(account, now)}
    return visit.render("person.html", 400 if problem else 200, person=account, problem=problem and str(problem), link=link,
                        is_mailed=is_mailed, done=DONE.get(visit.query("done")), machine=machine_moments(visit), roles=roles(),
                        role=rights.CALLED[account.role], has_factor=second_factor.is_on(account), **content)  # fmt: skip
