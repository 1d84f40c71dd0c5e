"""People: who may sign in to this clinic's console, as what; inviting somebody; and asking everybody for a second factor."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from starlette.responses import RedirectResponse, Response

from bot import rights, second_factor, staff
from bot.errors import InputError
from bot.models import Staff, StaffSession
from bot.web import auth
from bot.web.console import colleague
from bot.web.console.account import machine_moments
from bot.web.console.visit import Visit

PAGE = "/console/people"
#: What the page may say was done, by the word in its address.
DONE = {
    "required": "From now on everybody must have a second factor; whoever has none is led to set it up.",
    "not-required": "A second factor is everybody's own choice again.",
}


@dataclass(frozen=True)
class Row:
    """One person as the list shows them."""

    account: Staff
    role: str
    #: How the account stands, in words, and how that is ("good", "wait", "bad").
    state: tuple[str, str]
    has_factor: bool
    last_seen_at: datetime | None


def show(visit: Visit) -> Response:
    """The list."""
    return _list(visit)


def invite(visit: Visit) -> Response:
    """Make an account and show its set-password link, this once."""
    given, now = visit.form, auth.machine_now(visit.request)
    try:
        with visit.changing() as desk:
            account = staff.make(desk.session, email=given.get("email", ""), clinic=desk.clinic, role=given.get("role", ""),
                                 name=given.get("name"), now=now)  # fmt: skip
            token = staff.renew_link(account, now)
            desk.record("staff.invite", f"staff:{account.id}", role=account.role)
            key = int(account.id)
    except InputError as refused:
        return _list(visit, refused)
    return colleague.with_link(visit, key, token, "There is an account for you at the staff console")


def require_factor(visit: Visit) -> Response:
    """Ask everybody for a second factor, or leave it to them again."""
    required = visit.form.get("required") == "1"
    try:
        with visit.changing() as desk:
            if required and not second_factor.is_on(desk.staff):
                raise InputError("Set up your own second factor first, on your account page. Then ask it of everybody.")
            desk.clinic.second_factor_required = required
            desk.record("clinic.second_factor", f"clinic:{desk.clinic.id}", required=required)
    except InputError as refused:
        return _list(visit, refused)
    return RedirectResponse(f"{PAGE}?done={'required' if required else 'not-required'}", 303)


def _list(visit: Visit, problem: InputError | None = None) -> Response:
    now = auth.machine_now(visit.request)
    with visit.reading() as desk:
        seen = desk.rows(StaffSession, StaffSession.staff_id, func.max(StaffSession.last_seen_at)).group_by(StaffSession.staff_id)
        last_seen = dict(desk.session.execute(seen).all())
        everybody = desk.session.scalars(desk.rows(Staff).order_by(Staff.disabled_at.is_not(None), Staff.email))
        rows = [Row(account, rights.CALLED[account.role], colleague.state(account, now), second_factor.is_on(account),
                    last_seen.get(account.id)) for account in everybody]
    typed = {name: visit.form.get(name, "") if problem else "" for name in ("email", "name", "role")}
    return visit.render("people.html", 400 if problem else 200, rows=rows, problem=problem and str(problem), typed=typed,
                        done=DONE.get(visit.query("done")), machine=machine_moments(visit), roles=colleague.roles(),
                        required=visit.staff.clinic.second_factor_required)  # fmt: skip
