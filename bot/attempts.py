"""Limits on what a stranger may try: how often within a span of time, from one network address or for one account.

What is counted is a keyed hash of limit and address: the record keeps no list of who tried.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.models import Attempt


@dataclass(frozen=True)
class Limit:
    """At most so many within a span of time."""

    name: str
    most: int
    within: timedelta


#: A whole clinic may sit behind one network address, so this one is wide; the lock of the account is the narrow one.
WRONG_SIGN_INS = Limit("wrong sign-ins of a network", 50, timedelta(minutes=15))
LINKS_ASKED_HERE = Limit("reset links asked for by a network", 20, timedelta(hours=1))
LINKS_ASKED_FOR = Limit("reset links asked for an account", 3, timedelta(hours=1))

#: Longer than any limit looks back.
KEPT = timedelta(days=1)


def is_reached(session: Session, limit: Limit, who: str, now: datetime, secret_key: str) -> bool:
    """Return whether `who` has had all their tries for now."""
    tries = select(func.count()).select_from(Attempt).where(Attempt.key == _key(limit, who, secret_key))
    return int(session.execute(tries.where(Attempt.at > now - limit.within)).scalar_one()) >= limit.most


def note(session: Session, limit: Limit, who: str, now: datetime, secret_key: str) -> None:
    """Count one try, and forget those that no limit asks about any more."""
    session.execute(delete(Attempt).where(Attempt.at < now - KEPT).execution_options(synchronize_session=False))
    session.add(Attempt(key=_key(limit, who, secret_key), at=now))


def _key(limit: Limit, who: str, secret_key: str) -> str:
    return hmac.new(secret_key.encode(), f"{limit.name}:{who}".encode(), "sha256").hexdigest()
