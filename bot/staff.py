"""Staff accounts: who may sign in to a clinic's console, and the one-time link with which they set a password."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot import audit, passwords
from bot.errors import InputError, NotFound
from bot.models import Clinic, Staff, StaffSession
from bot.rights import ROLES

LINK_LIFETIME = timedelta(hours=48)
LINK_GONE = "This link has expired or was used already. Ask for a new one."

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def add(session: Session, *, email: str, clinic: Clinic, role: str, now: datetime) -> str:
    """Make an account, or renew the link of one that exists, and return the one-time token for its set-password page.

    InputError for an unknown role, something that is no e-mail address, or an address of another clinic.
    """
    address = clean_email(email)
    if role not in ROLES:
        raise InputError(f"the role must be one of {', '.join(ROLES)}, not {role!r}")
    account = session.scalars(select(Staff).where(Staff.email == address)).one_or_none()
    if account is None:
        account = Staff(clinic_id=clinic.id, email=address, created_at=now, failed_sign_ins=0)
        session.add(account)
    elif account.clinic_id != clinic.id:
        raise InputError(f"{address} belongs to another clinic already; use another address")
    account.role = role
    token = _give_link(account, now)
    session.flush()
    _record(session, account, "command line", "staff.add", now, role=role)
    return token


def clean_email(email: str) -> str:
    """Return the address in the one spelling that is stored. InputError if it is none."""
    address = email.strip().lower()
    if len(address) > 254 or not _EMAIL.fullmatch(address):
        raise InputError(f"{email!r} is not an e-mail address")
    return address


def holder(session: Session, token: str, now: datetime) -> Staff:
    """Return whose set-password link this is. NotFound once it was used or 48 hours have passed."""
    account = session.scalars(select(Staff).where(Staff.link_hash == digest(token))).one_or_none()
    if account is None or account.disabled_at or account.link_expires_at is None or account.link_expires_at <= now:
        raise NotFound(LINK_GONE)
    return account


def set_password(session: Session, token: str, password: str, now: datetime) -> Staff:
    """Store a new password and use the link up; every browser that was signed in is signed out.

    InputError for a weak password (the link stays good), NotFound for a link that is not.
    """
    account = holder(session, token, now)
    passwords.check(password, account.email)
    return keep_password(session, token, passwords.make_hash(password), now)


def keep_password(session: Session, token: str, password_hash: str, now: datetime) -> Staff:
    """Store a hash made beforehand, for callers that must not hash while they hold the database."""
    account = holder(session, token, now)
    account.password_hash = password_hash
    account.link_hash, account.link_expires_at = None, None
    account.failed_sign_ins, account.locked_until = 0, None
    open_sessions = update(StaffSession).where(StaffSession.staff_id == account.id, StaffSession.ended_at.is_(None))
    session.execute(open_sessions.values(ended_at=now).execution_options(synchronize_session=False))
    _record(session, account, account.email, "password.set", now)
    return account


def digest(token: str) -> str:
    """Return the SHA-256 of a token in hex: what is stored in its place."""
    return hashlib.sha256(token.encode()).hexdigest()


def _give_link(account: Staff, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    account.link_hash, account.link_expires_at = digest(token), now + LINK_LIFETIME
    return token


def _record(session: Session, account: Staff, actor: str, action: str, now: datetime, **detail: str) -> None:
    target, clinic_id = f"staff:{account.id}", account.clinic_id
    audit.record(session, at=now, actor=actor, action=action, target=target, clinic_id=clinic_id, staff_id=None, **detail)
