"""Who a request comes from, and the cookies that tell.

Everything here goes by the machine's own clock: moving the demo's time must neither sign staff out nor open a lock.
"""

from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from bot import audit
from bot.clock import SystemClock
from bot.db import reading, transaction
from bot.models import StaffSession
from bot.web import sessions
from bot.web.headers import is_https

#: The header by which our script says that it refreshes a page that is open already.
LIVE = "x-live"
#: A stream of events asks for itself anew when its line breaks.
STREAM = "text/event-stream"


def machine_now(request: Request) -> datetime:
    """Return the time that sessions, links and locks go by (tests put a clock of their own in the app's state)."""
    clock = getattr(request.app.state, "machine_clock", None) or SystemClock()
    return clock.now()


def who(request: Request) -> StaffSession | None:
    """Return the open session of this request with staff and clinic, or None. What a person does keeps it open."""
    token, now, engine = request.cookies.get(sessions.COOKIE), machine_now(request), request.app.state.engine
    if not token:
        return None
    with reading(engine) as session:
        found = sessions.find(session, token, now)
    if found and sessions.is_due(found, now) and not is_by_itself(request):
        with transaction(engine) as session:
            sessions.touch(session, found.id, now)
    return found


def is_by_itself(request: Request) -> bool:
    """Return whether an open page asks, not a person."""
    return LIVE in request.headers or STREAM in request.headers.get("accept", "")


def sign_out(request: Request, signed_in: StaffSession) -> None:
    """End the session of this browser."""
    now, staff = machine_now(request), signed_in.staff
    with transaction(request.app.state.engine) as session:
        sessions.end(session, signed_in.id, now)
        whose = {"actor": staff.email, "clinic_id": staff.clinic_id, "staff_id": staff.id}
        audit.record(session, at=now, action="sign_out", target=f"staff:{staff.id}", **whose)


def set_cookie(request: Request, response: Response, name: str, value: str, lifetime: timedelta) -> None:
    """Put a cookie that scripts cannot read and other sites cannot send with a form."""
    seconds, secure = int(lifetime.total_seconds()), is_https(request.scope)
    response.set_cookie(name, value, max_age=seconds, path="/console", secure=secure, httponly=True, samesite="lax")


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """Have the browser forget a cookie of ours."""
    response.delete_cookie(name, path="/console", secure=is_https(request.scope), httponly=True, samesite="lax")
