"""Signed-in browsers: one row each. The cookie holds a random token, the row only its SHA-256."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.models import Staff, StaffSession
from bot.staff import digest

COOKIE = "aftercare_staff"
#: A working day: nobody is signed out between two patients, nobody stays signed in overnight.
LIFETIME = timedelta(hours=12)


def start(session: Session, staff_id: int, now: datetime) -> str:
    """Add a session for this account and return the token for its cookie."""
    token = secrets.token_urlsafe(32)
    row = StaffSession(
        staff_id=staff_id,
        token_hash=digest(token),
        csrf_token=secrets.token_urlsafe(32),
        created_at=now,
        last_seen_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(row)
    return token


def find(session: Session, token: str | None, now: datetime) -> StaffSession | None:
    """Return the open session of a cookie with its staff and clinic loaded; None when ended, expired, forged or disabled."""
    if not token:
        return None
    wanted = (
        select(StaffSession)
        .join(StaffSession.staff)
        .where(
            StaffSession.token_hash == digest(token),
            StaffSession.ended_at.is_(None),
            StaffSession.expires_at > now,
            Staff.disabled_at.is_(None),
        )
    )
    return session.scalars(wanted.options(joinedload(StaffSession.staff).joinedload(Staff.clinic))).one_or_none()


def end(session: Session, session_id: int, now: datetime) -> None:
    """End one session: its cookie opens nothing any more."""
    row = session.get(StaffSession, session_id)
    if row is not None and row.ended_at is None:
        row.ended_at = now
