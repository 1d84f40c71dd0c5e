"""Signed-in browsers: one row each. The cookie holds a random token, the row only its SHA-256."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from bot.models import Staff, StaffSession
from bot.staff import digest

COOKIE = "aftercare_staff"
#: Whoever does nothing for this long is signed out; a page that refreshes itself is nobody doing something.
IDLE = timedelta(hours=4)
#: And whatever they do, a session lasts a working day: nobody stays signed in overnight.
LIFETIME = timedelta(hours=12)
#: How exactly the last activity is kept: more exactly would make a write of every look.
SEEN_EVERY = timedelta(minutes=5)


def start(session: Session, staff_id: int, now: datetime, device: str = "") -> str:
    """Add a session for this account and return the token for its cookie."""
    token = secrets.token_urlsafe(32)
    row = StaffSession(
        staff_id=staff_id,
        token_hash=digest(token),
        csrf_token=secrets.token_urlsafe(32),
        device=device,
        created_at=now,
        last_seen_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(row)
    return token


def are_open(now: datetime) -> tuple:
    """Return what holds for the rows of sessions that are neither ended nor over by themselves."""
    return StaffSession.ended_at.is_(None), StaffSession.expires_at > now, StaffSession.last_seen_at > now - IDLE


def find(session: Session, token: str | None, now: datetime) -> StaffSession | None:
    """Return the open session of a cookie with its staff and clinic loaded; None when ended, over, forged or disabled."""
    if not token:
        return None
    wanted = select(StaffSession).join(StaffSession.staff).where(StaffSession.token_hash == digest(token), *are_open(now))
    loaded = wanted.options(joinedload(StaffSession.staff).joinedload(Staff.clinic))
    return session.scalars(loaded.where(Staff.disabled_at.is_(None))).one_or_none()


def is_due(row: StaffSession, now: datetime) -> bool:
    """Return whether this activity is worth being written down."""
    return now - row.last_seen_at >= SEEN_EVERY


def touch(session: Session, session_id: int, now: datetime) -> None:
    """Note that a person did something in an open session."""
    mine = update(StaffSession).where(StaffSession.id == session_id, StaffSession.last_seen_at < now)
    session.execute(mine.values(last_seen_at=now).execution_options(synchronize_session=False))


def end(session: Session, session_id: int, now: datetime) -> None:
    """End one session: its cookie opens nothing any more."""
    row = session.get(StaffSession, session_id)
    if row is not None and row.ended_at is None:
        row.ended_at = now
