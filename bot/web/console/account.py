"""One's own account: the password, the second factor, and where one is signed in."""

from typing import Any

from starlette.responses import RedirectResponse, Response

from bot import passwords, rights, second_factor, staff
from bot.errors import InputError, NotFound
from bot.models import Staff, StaffSession
from bot.web import auth, entering, sessions
from bot.web.console.desk import Desk
from bot.web.console.moments import Moments
from bot.web.console.visit import Visit
from bot.zones import zone

PAGE = "/console/account"
#: What a page may say was done, by the word in its address.
DONE = {
    "password": "Your password is changed. Every other browser is signed out.",
    "factor-off": "Your second factor is off, and its recovery codes are worth nothing any more.",
    "ended": "That browser is signed out.",
    "others-ended": "Every other browser is signed out.",
}
WRONG_PASSWORD = "That is not your password. Nothing was changed."  # noqa: S105


def show(visit: Visit) -> Response:
    """The page."""
    return page(visit)


def change_password(visit: Visit) -> Response:
    """Set another password. Every browser is signed out, and this one comes back with a new cookie."""
    form = visit.form
    try:
        prove(visit)
        if form.get("password") != form.get("again"):
            raise InputError("The two passwords are not the same. Type both again.")
        passwords.check(form.get("password", ""), visit.staff.email)
    except InputError as refused:
        return page(visit, refused)
    password_hash = passwords.make_hash(form["password"])
    at = entering.door(visit.request)
    with visit.changing() as desk:
        staff.replace_password(desk.session, desk.staff, password_hash, at.now)
        token = sessions.start(desk.session, desk.staff.id, at.now, at.device)
        desk.record("password.change", f"staff:{desk.staff.id}")
    response = back("password")
    auth.set_cookie(visit.request, response, sessions.COOKIE, token, sessions.LIFETIME)
    return response


def end_session(visit: Visit) -> Response:
    """Sign one browser out; one's own ends here."""
    key = visit.number("browser_id")
    with visit.changing() as desk:
        row = desk.get(StaffSession, key)
        if row.staff_id != desk.staff.id:
            raise NotFound("That is not a session of yours.")
        sessions.end(desk.session, key, auth.machine_now(visit.request))
        desk.record("session.end", f"staff:{desk.staff.id}")
    return RedirectResponse("/console/sign-in", 303) if key == visit.signed_in.id else back("ended")


def end_others(visit: Visit) -> Response:
    """Sign every browser out but this one."""
    with visit.changing() as desk:
        ended = staff.end_sessions(desk.session, desk.staff, auth.machine_now(visit.request), keep=visit.signed_in.id)
        desk.record("session.end_others", f"staff:{desk.staff.id}", ended=ended)
    return back("others-ended")


def page(visit: Visit, problem: InputError | None = None) -> Response:
    """Return the account page, with what was wrong where something was."""
    now = auth.machine_now(visit.request)
    with visit.reading() as desk:
        content: dict[str, Any] = {
            "browsers": browsers(desk, visit.staff, visit),
            "codes_left": second_factor.codes_left(desk.session, visit.staff),
        }
    status = 200 if problem is None else 429 if isinstance(problem, entering.TooMany) else 400
    return visit.render("account.html", status, problem=problem and str(problem), done=DONE.get(visit.query("done")),
                        machine=machine_moments(visit), signed_in=visit.signed_in, until=visit.signed_in.expires_at, now=now,
                        role=rights.CALLED[visit.staff.role], told=rights.TOLD[visit.staff.role],
                        shortest=passwords.MIN_LENGTH, **content)  # fmt: skip


def browsers(desk: Desk, account: Staff, visit: Visit) -> list[StaffSession]:
    """Return the open sessions of an account, the one used last first."""
    mine = desk.rows(StaffSession).where(StaffSession.staff_id == account.id, *sessions.are_open(auth.machine_now(visit.request)))
    return list(desk.session.scalars(mine.order_by(StaffSession.last_seen_at.desc(), StaffSession.id.desc())))


def machine_moments(visit: Visit) -> Moments:
    """Return how to tell times of sessions and links, which go by the machine's clock."""
    return Moments(zone(visit.staff.clinic.timezone), auth.machine_now(visit.request))


def prove(visit: Visit) -> None:
    """Make sure that whoever sits at this browser knows the password. InputError when not; wrong ones count towards the lock."""
    if not entering.is_really(entering.door(visit.request), visit.staff, visit.form.get("current", "")):
        raise InputError(WRONG_PASSWORD)


def back(done: str) -> Response:
    """Return to the page, which says what was done."""
    return RedirectResponse(f"{PAGE}?done={done}", 303)
