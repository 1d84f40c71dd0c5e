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

#: A link handed over by a person, and one that went out by e-mail because somebody asked on the sign-in page.
LINK_LIFETIME, MAILED_LINK_LIFETIME = timedelta(hours=48), timedelta(hours=1)
LINK_GONE = "This link has expired or was used already. Ask for a new one."
LAST_OWNER = "The clinic would be left without an owner. Make somebody else an owner first."
LONGEST_NAME = 120

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def add(session: Session, *, email: str, clinic: Clinic, role: str, now: datetime, name: str | None = None) -> str:
    """Make an account, or renew the link of one that exists, and return the one-time token for its set-password page.

    InputError for an unknown role, something that is no e-mail address, or an address of another clinic.
    """
    account = find(session, email)
    if account is None:
        account = make(session, email=email, clinic=clinic, role=role, now=now, name=name)
    elif account.clinic_id != clinic.id:
        raise InputError(f"{account.email} belongs to another clinic already; use another address")
    else:
        change_role(session, account, role, now)
    token = renew_link(account, now)
    record(session, account, "command line", "staff.add", now, role=role)
    return token


def make(session: Session, *, email: str, clinic: Clinic, role: str, now: datetime, name: str | None = None) -> Staff:
    """Make an account that has no password yet. InputError for an unknown role, no e-mail address, or one that is taken."""
    address = clean_email(email)
    if find(session, address):
        raise InputError("There is an account with this address already.")
    account = Staff(clinic=clinic, email=address, role=_known(role), name=clean_name(name), created_at=now, failed_sign_ins=0)
    session.add(account)
    session.flush()
    return account


def find(session: Session, email: str) -> Staff | None:
    """Return the account of an e-mail address, however it is typed."""
    return session.scalars(select(Staff).where(Staff.email == email.strip().lower())).one_or_none()


def clean_email(email: str) -> str:
    """Return the address in the one spelling that is stored. InputError if it is none."""
    address = email.strip().lower()
    if len(address) > 254 or not _EMAIL.fullmatch(address):
        raise InputError(f"{email!r} is not an e-mail address")
    return address


def clean_name(name: str | None) -> str | None:
    """Return a person's name in one line, None for none. InputError for one that no column holds."""
    plain = " ".join((name or "").split())
    if len(plain) > LONGEST_NAME:
        raise InputError(f"The name has {len(plain)} characters; use at most {LONGEST_NAME}.")
    return plain or None


def change_role(session: Session, account: Staff, role: str, now: datetime) -> None:
    """Give another role and sign the person out everywhere. InputError where the clinic would be left without an owner."""
    if account.role == _known(role):
        return
    if account.role == "owner":
        _keep_an_owner(session, account)
    account.role = role
    end_sessions(session, account, now)


def disable(session: Session, account: Staff, now: datetime) -> None:
    """Shut an account: nobody signs in with it, and whoever is signed in is out. InputError for the last owner."""
    if account.role == "owner":
        _keep_an_owner(session, account)
    account.disabled_at, account.link_hash, account.link_expires_at = now, None, None
    end_sessions(session, account, now)


def enable(account: Staff) -> None:
    """Open a shut account again; its password still holds."""
    account.disabled_at = None


def end_sessions(session: Session, account: Staff, now: datetime, keep: int | None = None) -> int:
    """Sign a person out of every browser but the session `keep`; return how many."""
    mine = update(StaffSession).where(StaffSession.staff_id == account.id, StaffSession.ended_at.is_(None))
    others = mine.where(StaffSession.id != keep) if keep else mine
    ended = session.execute(others.values(ended_at=now).execution_options(synchronize_session=False))
    return int(ended.rowcount)


def renew_link(account: Staff, now: datetime, lifetime: timedelta = LINK_LIFETIME) -> str:
    """Return the token of a new set-password link; an earlier one is worth nothing from now on."""
    token = secrets.token_urlsafe(32)
    account.link_hash, account.link_expires_at = digest(token), now + lifetime
    return token


def holder(session: Session, token: str, now: datetime) -> Staff:
    """Return whose set-password link this is. NotFound once it was used or its time has passed."""
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
    replace_password(session, account, password_hash, now)
    record(session, account, account.email, "password.set", now)
    return account


def replace_password(session: Session, account: Staff, password_hash: str, now: datetime, keep: int | None = None) -> None:
    """Store a hash, open the lock, use up any link, and sign the person out everywhere but in the session `keep`."""
    account.password_hash = password_hash
    account.link_hash, account.link_expires_at = None, None
    account.failed_sign_ins, account.locked_until = 0, None
    end_sessions(session, account, now, keep)


def digest(token: str) -> str:
    """Return the SHA-256 of a token in hex: what is stored in its place."""
    return hashlib.sha256(token.encode()).hexdigest()


def _known(role: str) -> str:
    if role not in ROLES:
        raise InputError(f"the role must be one of {', '.join(ROLES)}, not {role!r}")
    return role


def _keep_an_owner(session: Session, leaving: Staff) -> None:
    """InputError where `leaving` is the last owner who can sign in. The clinic is held, so that two owners cannot go at once."""
    session.scalars(select(Clinic).where(Clinic.id == leaving.clinic_id).with_for_update(key_share=True)).one()
    able = select(Staff.id).where(Staff.clinic_id == leaving.clinic_id, Staff.role == "owner", Staff.id != leaving.id)
    if not session.scalars(able.where(Staff.disabled_at.is_(None), Staff.password_hash.is_not(None)).limit(1)).one_or_none():
        raise InputError(LAST_OWNER)


def record(session: Session, account: Staff, actor: str, action: str, now: datetime, **detail: str) -> None:
    """Add a line about an account to the audit book, for what nobody who is signed in does."""
    target, clinic_id = f"staff:{account.id}", account.clinic_id
    audit.record(session, at=now, actor=actor, action=action, target=target, clinic_id=clinic_id, staff_id=None, **detail)
