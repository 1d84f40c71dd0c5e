"""Setting up one's own second factor: a code to scan, a first code to prove it, recovery codes to keep; and taking it away."""

from datetime import timedelta

import segno
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from bot import second_factor, staff
from bot.errors import InputError
from bot.web import auth
from bot.web.console import account
from bot.web.console.visit import SECOND_FACTOR, Visit

#: So soon after signing in nobody is asked for the password again to set the second factor up.
FRESH = timedelta(minutes=10)


def show(visit: Visit) -> Response:
    """Where one stands: nothing yet, a secret that waits for its first code, or all set."""
    return _page(visit)


def begin(visit: Visit) -> Response:
    """Make a secret, to be proved with a first code."""
    try:
        if not _is_fresh(visit):
            account.prove(visit)
        with visit.changing() as desk:
            second_factor.begin(desk.staff, _key(visit))
    except InputError as refused:
        return _page(visit, refused)
    return RedirectResponse(SECOND_FACTOR, 303)


def confirm(visit: Visit) -> Response:
    """Put it into force with a first code. Other browsers, which gave none, are signed out; the recovery codes are shown once."""
    now = auth.machine_now(visit.request)
    try:
        with visit.changing() as desk:
            desk.session.refresh(desk.staff, with_for_update=True)
            codes = second_factor.confirm(desk.session, desk.staff, _key(visit), visit.form.get("code", ""), now)
            staff.end_sessions(desk.session, desk.staff, now, keep=visit.signed_in.id)
            desk.record("second_factor.on", f"staff:{desk.staff.id}")
    except InputError as refused:
        return _page(visit, refused)
    return visit.render("recovery_codes.html", codes=codes, is_new=True)


def renew_codes(visit: Visit) -> Response:
    """Make new recovery codes; the old ones are worth nothing from then on."""
    try:
        account.prove(visit)
        with visit.changing() as desk:
            if not second_factor.is_on(desk.staff):
                raise InputError("There is no second factor to have recovery codes for. Set it up first.")
            codes = second_factor.renew_recovery_codes(desk.session, desk.staff, auth.machine_now(visit.request))
            desk.record("second_factor.codes", f"staff:{desk.staff.id}")
    except InputError as refused:
        return account.page(visit, refused)
    return visit.render("recovery_codes.html", codes=codes, is_new=False)


def switch_off(visit: Visit) -> Response:
    """Take one's own second factor away."""
    try:
        account.prove(visit)
    except InputError as refused:
        return account.page(visit, refused)
    with visit.changing() as desk:
        second_factor.switch_off(desk.session, desk.staff)
        desk.record("second_factor.off", f"staff:{desk.staff.id}")
    return account.back("factor-off")


def _page(visit: Visit, problem: InputError | None = None) -> Response:
    if second_factor.is_on(visit.staff):
        return RedirectResponse(account.PAGE, 303)
    secret = second_factor.pending_secret(visit.staff, _key(visit))
    link = second_factor.address(secret, visit.staff) if secret else ""
    return visit.render("second_factor.html", 400 if problem else 200, problem=problem and str(problem), secret=_in_fours(secret),
                        link=link, picture=_picture(link) if link else "", is_fresh=_is_fresh(visit),
                        required=visit.staff.clinic.second_factor_required)  # fmt: skip


def _picture(link: str) -> Markup:
    """The address as a QR code, dark on light in every colour scheme: scanners want it so."""
    drawn = segno.make(link, error="m", micro=False)
    title = "QR code for the app on your phone"
    svg = drawn.svg_inline(border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, title=title, omitsize=True)
    return Markup(svg)  # noqa: S704 (segno draws lines; no word of anybody's is in it)


def _in_fours(secret: str | None) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)) if secret else ""


def _is_fresh(visit: Visit) -> bool:
    return visit.signed_in.created_at > auth.machine_now(visit.request) - FRESH


def _key(visit: Visit) -> str:
    return str(visit.request.app.state.settings.secret_key)
