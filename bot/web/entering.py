"""Coming in: the password, the code after it, and what is counted when either is wrong.

Unknown, locked, disabled and wrong look the same and take as long. Wrong codes count like wrong passwords, and the count ends
only with a whole sign-in: whoever knows a password cannot use it to try codes for ever.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from starlette.requests import Request

from bot import attempts, audit, passwords, second_factor, staff
from bot.db import reading, transaction
from bot.errors import InputError
from bot.models import Staff
from bot.web import auth, callers, sessions

MAX_FAILURES = 10
LOCKED_FOR = timedelta(minutes=15)
#: From the right password to the code.
HALFWAY_FOR = timedelta(minutes=5)
COOKIE = "aftercare_halfway"

TOO_MANY = "Too many wrong tries came from your network. Wait 15 minutes, then try again."


class TooMany(InputError):
    """This network has had all its tries for now; shown as 429."""


@dataclass(frozen=True)
class Door:
    """Where somebody knocks: the record, the key of this installation, the moment, and who knocks."""

    engine: Engine
    secret_key: str
    now: datetime
    network: str
    device: str


@dataclass(frozen=True)
class Entry:
    """How far somebody came: a session's token, or the ticket to the page that asks for the code. Neither: refused."""

    token: str | None = None
    ticket: str | None = None


REFUSED = Entry()


def door(request: Request) -> Door:
    """Return the door that a request knocks at."""
    state = request.app.state
    now = auth.machine_now(request)
    return Door(state.engine, state.settings.secret_key, now, callers.network(request), callers.device(request))


def by_password(at: Door, email: str, password: str) -> Entry:
    """Open with e-mail and password, halfway where a code is asked for. TooMany for a network that guesses."""
    _check_network(at)
    with reading(at.engine) as session:
        account = staff.find(session, email)
    # The slow part happens outside any transaction, and for nobody's account too.
    right = passwords.matches(account.password_hash if account else None, password)
    with transaction(at.engine) as session:
        if account is None:
            attempts.note(session, attempts.WRONG_SIGN_INS, at.network, at.now, at.secret_key)
            return REFUSED
        current = _held(session, account.id)
        if not right or current.password_hash != account.password_hash or _is_shut(current, at.now):
            _count(session, at, current, right)
            return REFUSED
        if second_factor.is_on(current):
            return Entry(ticket=_ticket(at, current))
        return _open(session, at, current)


def by_code(at: Door, ticket: str, code: str) -> Entry:
    """Open with a code of the app or a recovery code, for whoever gave the right password just before."""
    _check_network(at)
    with transaction(at.engine) as session:
        account = _of_ticket(session, at, ticket)
        if account is None or _is_shut(account, at.now):
            return REFUSED
        used = second_factor.passes(session, account, at.secret_key, code, at.now)
        if used is None:
            _count(session, at, account, False, "code")
            return REFUSED
        return _open(session, at, account, second_factor=used)


def is_halfway(at: Door, ticket: str) -> bool:
    """Return whether a ticket still leads to the page that asks for the code."""
    with reading(at.engine) as session:
        return _of_ticket(session, at, ticket) is not None


def is_really(at: Door, account: Staff, password: str) -> bool:
    """Return whether somebody who is signed in knows the password; a wrong one counts as at the door. TooMany as there."""
    _check_network(at)
    right = passwords.matches(account.password_hash, password)
    with transaction(at.engine) as session:
        current = _held(session, account.id)
        if right and not _is_shut(current, at.now):
            return True
        _count(session, at, current, right)
    return False


def _open(session: Session, at: Door, account: Staff, **how: str) -> Entry:
    account.failed_sign_ins, account.locked_until = 0, None
    _record(session, account, "sign_in", at.now, **how)
    return Entry(token=sessions.start(session, account.id, at.now, at.device))


def _held(session: Session, account_id: int) -> Staff:
    account = session.get(Staff, account_id, with_for_update=True)
    assert account is not None  # accounts are disabled, never deleted
    return account


def _is_shut(account: Staff, now: datetime) -> bool:
    return account.disabled_at is not None or (account.locked_until is not None and account.locked_until > now)


def _check_network(at: Door) -> None:
    with reading(at.engine) as session:
        if attempts.is_reached(session, attempts.WRONG_SIGN_INS, at.network, at.now, at.secret_key):
            raise TooMany(TOO_MANY)


def _count(session: Session, at: Door, account: Staff, right: bool, what: str = "password") -> None:
    """Count a refusal for the network, and a wrong password or code for the account; tries at a shut one lengthen nothing."""
    attempts.note(session, attempts.WRONG_SIGN_INS, at.network, at.now, at.secret_key)
    if _is_shut(account, at.now):
        _record(session, account, "sign_in.refused", at.now, account_is="disabled" if account.disabled_at else "locked")
        return
    if right:
        return  # somebody changed the password this very moment
    account.failed_sign_ins += 1
    _record(session, account, "sign_in.refused", at.now, wrong=what, failures=account.failed_sign_ins)
    if account.failed_sign_ins >= MAX_FAILURES:
        account.failed_sign_ins, account.locked_until = 0, at.now + LOCKED_FOR
        _record(session, account, "sign_in.locked", at.now)


def _ticket(at: Door, account: Staff) -> str:
    until = int((at.now + HALFWAY_FOR).timestamp())
    return str(_serializer(at).dumps([account.id, _mark(account), until]))


def _of_ticket(session: Session, at: Door, ticket: str) -> Staff | None:
    """Return whose right password was given; None for a forged or late ticket, or once the password was changed."""
    try:
        account_id, mark, until = _serializer(at).loads(ticket)
    except (BadSignature, ValueError):
        return None
    account = _held(session, account_id)
    return account if until > at.now.timestamp() and mark == _mark(account) else None


def _mark(account: Staff) -> str:
    return staff.digest(account.password_hash or "")[:16]


def _serializer(at: Door) -> URLSafeSerializer:
    return URLSafeSerializer(at.secret_key, salt="between password and code")


def _record(session: Session, account: Staff, action: str, now: datetime, **detail: Any) -> None:
    who: dict[str, Any] = {"actor": account.email, "clinic_id": account.clinic_id, "staff_id": account.id}
    audit.record(session, at=now, action=action, target=f"staff:{account.id}", **who, **detail)
