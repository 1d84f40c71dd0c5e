"""One request to the console by somebody signed in, and the frame in which every page runs.

A page is a plain function of a Visit, run in a thread. The frame does what no page may forget: it finds out who asks, checks the
form's token before anything is changed, and turns errors into pages.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from bot import rights, second_factor
from bot.db import reading, transaction
from bot.errors import BotError, InputError, NotFound
from bot.models import Staff, StaffSession
from bot.web import auth, csrf, entering, forms, uploads
from bot.web.console.desk import Desk, Refused
from bot.web.console.moments import Moments
from bot.web.rendering import html
from bot.zones import zone

#: Where whoever must have a second factor is led until they have one.
SECOND_FACTOR = "/console/account/second-factor"


@dataclass(frozen=True)
class Visit:
    """Who asks for what: the request, its form, the session behind it and the time."""

    request: Request
    form: dict[str, str]
    signed_in: StaffSession
    now: datetime

    @property
    def staff(self) -> Staff:
        """Whoever signed in, as read at the start of the request."""
        return self.signed_in.staff

    @property
    def moments(self) -> Moments:
        """Times as this clinic writes them."""
        return Moments(zone(self.staff.clinic.timezone), self.now)

    @property
    def may_change(self) -> bool:
        """Whether this account may do more than look."""
        return self.may("change")

    def may(self, action: str) -> bool:
        """Whether this account's role may do this; the actions are those of bot/rights.py."""
        return rights.allows(self.staff.role, action)

    def number(self, name: str) -> int:
        """Return a row's id from the path; 0, which no row has, for one that is absurd."""
        return forms.whole_number(str(self.request.path_params[name]))

    def query(self, name: str) -> str:
        """Return a value from the address, "" without one."""
        return self.request.query_params.get(name, "")

    @contextmanager
    def reading(self) -> Iterator[Desk]:
        """The clinic's rows, for reading."""
        with reading(self.request.app.state.engine) as session:
            yield Desk(session, self.staff, self.now)

    @contextmanager
    def changing(self) -> Iterator[Desk]:
        """The clinic's rows, in a transaction."""
        with transaction(self.request.app.state.engine) as session:
            staff = session.get(Staff, self.staff.id)
            assert staff is not None  # accounts are disabled, never deleted
            yield Desk(session, staff, self.now)

    @contextmanager
    def noting(self) -> Iterator[Desk]:
        """A transaction of its own for what a look leaves behind: pages are read without holding a writer up."""
        with transaction(self.request.app.state.engine) as session:
            yield Desk(session, self.staff, self.now)

    def note(self, action: str, target: str, **detail: Any) -> None:
        """Record a look in the audit book."""
        with self.noting() as desk:
            desk.record(action, target, **detail)

    def render(self, template: str, status: int = 200, **values: Any) -> Response:
        """Return a page with what the frame around it needs."""
        return html(template, status, staff=self.staff, may_change=self.may_change, may=self.may, csrf=self.signed_in.csrf_token,
                    moments=self.moments, path=self.request.url.path, **values)  # fmt: skip


View = Callable[[Visit], Response]


def page(view: View, may: str = "look") -> Callable[[Request], Any]:
    """Return an endpoint for a page that is looked at, by those who may do the action `may` of bot/rights.py."""
    return _framed(view, may)


def change(view: View, may: str) -> Callable[[Request], Any]:
    """Return an endpoint that changes something, for those who may do the action `may` of bot/rights.py."""
    return _framed(view, may)


def upload(view: View, may: str) -> Callable[[Request], Any]:
    """Return an endpoint whose form carries a file (bot.web.uploads)."""
    return _framed(view, may, uploads.read)


def _framed(view: View, may: str, read: Callable[[Request], Any] = forms.read) -> Callable[[Request], Any]:
    rights.roles(may)  # a page with a right that nobody has defined does not start

    async def endpoint(request: Request) -> Response:
        form = await read(request) if request.method == "POST" else {}
        return await run_in_threadpool(_answer, view, request, form, may)

    framed: Any = endpoint
    framed.__name__, framed.may = view.__name__, may
    return framed


def _answer(view: View, request: Request, form: dict[str, str], may: str) -> Response:
    signed_in = auth.who(request)
    if signed_in is None:
        return _to_sign_in(request)
    visit = Visit(request, form, signed_in, request.app.state.clock.now())
    try:
        _admit(visit, may)
        if may != "own" and visit.staff.clinic.second_factor_required and not second_factor.is_on(visit.staff):
            return RedirectResponse(SECOND_FACTOR, 303)
        return view(visit)
    except (Refused, NotFound) as error:
        # Whoever tries what is not theirs leaves a trace; the address holds ids, never a name or a number.
        visit.note("refused", request.url.path[:80], why="not there" if isinstance(error, NotFound) else "no right or old form")
        return visit.render("problem.html", _status(error), sentence=str(error))
    except BotError as error:
        return visit.render("problem.html", _status(error), sentence=str(error))


def _admit(visit: Visit, may: str) -> None:
    if visit.request.method == "POST" and not csrf.holds(visit.signed_in.csrf_token, visit.form):
        raise Refused("This form is out of date and nothing was changed. Go back, reload the page and try again.")
    if visit.may(may):
        return
    if visit.may_change:
        raise Refused("Your account may not do this. An owner of the clinic can change that.")
    raise Refused("Your account may look but not change anything. An owner of the clinic can change that.")


def _to_sign_in(request: Request) -> Response:
    if auth.is_by_itself(request):
        return PlainTextResponse("Signed out", 401)  # the script that refreshes the page says so there
    wanted = request.url.path if request.method == "GET" else "/console"
    return RedirectResponse(f"/console/sign-in?next={quote(wanted)}", 303)


def _status(error: BotError) -> int:
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, Refused):
        return 403
    if isinstance(error, entering.TooMany):
        return 429
    return 400 if isinstance(error, InputError) else 500
