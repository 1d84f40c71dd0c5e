"""Signing in: the password, the lock-out, and who a request comes from.

Everything here goes by the machine's own clock: moving the demo's time must neither sign staff out nor open a lock.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from bot import audit, passwords
from bot.clock import SystemClock
from bot.db import reading, transaction
from bot.models import Staff, StaffSession
from bot.web import sessions
from bot.web.headers import is_https

MAX_FAILURES = 10
LOCKED_FOR = timedelta(minutes=15)


def machine_now(request: Request) -> datetime:
    """Return the time that sessions, links and locks go by (tests put a clock of their own in the app's state)."""
    clock = getattr(request.app.state, "machine_clock", None) or SystemClock()
    return clock.now()


def who(request: Request) -> StaffSession | None:
    """Return the open session of this request with staff and clinic, or None."""
    token = request.cookies.get(sessions.COOKIE)
    if not token:
        return None
    with reading(request.app.state.engine) as session:
        return sessions.find(session, token, machine_now(request))


def sign_in(engine: Engine, email: str, password: str, now: datetime) -> str | None:
    """Return the token of a new session, or None. Unknown, locked and wrong look the same and take as long."""
    with reading(engine) as session:
        account = session.scalars(select(Staff).where(Staff.email == email.strip().lower())).one_or_none()
    # The slow part happens outside any transaction, and for nobody's account too.
    right = passwords.matches(account.password_hash if account else None, password)
    if account is None:
        return None
    with transaction(engine) as session:
        current = session.get(Staff, account.id, with_for_update=True)
        assert current is not None  # accounts are disabled, never deleted
        if current.disabled_at or _locked(current, now) or current.password_hash != account.password_hash:
            return None
        if not right:
            _count_failure(session, current, now)
            return None
        current.failed_sign_ins, current.locked_until = 0, None
        _record(session, current, "sign_in", now)
        return sessions.start(session, current.id, now)


def sign_out(engine: Engine, signed_in: StaffSession, now: datetime) -> None:
    """End the session of this browser."""
    with transaction(engine) as session:
        sessions.end(session, signed_in.id, now)
        _record(session, signed_in.staff, "sign_out", now)


def set_cookie(request: Request, response: Response, name: str, value: str, lifetime: timedelta) -> None:
    """Put a cookie that scripts cannot read and other sites cannot send with a form."""
    seconds, secure = int(lifetime.total_seconds()), is_https(request.scope)
    response.set_cookie(name, value, max_age=seconds, path="/console", secure=secure, httponly=True, samesite="lax")


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """Have the browser forget a cookie of ours."""
    response.delete_cookie(name, path="/console", secure=is_https(request.scope), httponly=True, samesite="lax")


def _locked(account: Staff, now: datetime) -> bool:
    return account.locked_until is not None and account.locked_until > now


def _count_failure(session: Session, account: Staff, now: datetime) -> None:
    account.failed_sign_ins += 1
    _record(session, account, "sign_in.refused", now, failures=account.failed_sign_ins)
    if account.failed_sign_ins >= MAX_FAILURES:
        account.failed_sign_ins, account.locked_until = 0, now + LOCKED_FOR
        _record(session, account, "sign_in.locked", now)


def _record(session: Session, account: Staff, action: str, now: datetime, **detail: Any) -> None:
    who: dict[str, Any] = {"actor": account.email, "clinic_id": account.clinic_id, "staff_id": account.id}
    audit.record(session, at=now, action=action, target=f"staff:{account.id}", **who, **detail)
