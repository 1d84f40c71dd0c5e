"""Whose turn it is in the outbox: the most urgent first, and among equals one of each clinic after the other.

So ten thousand check-ins of one clinic delay another's ten by no more than ten.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select, text
from sqlalchemy.orm import Session

from bot import outbox
from bot.models import ACCOUNT, Message
from bot.models.message import QUEUED


class Turn(NamedTuple):
    """A text that may be claimed: its row, and the number that it leaves from."""

    id: int
    from_phone: str


def turns(
    session: Session, now: datetime, priorities: tuple[int, ...], *, held: Collection[str], spent: Collection[str], limit: int
) -> list[Turn]:
    """Return up to `limit` texts that are due, in the order of their turns.

    `held` are numbers, or ACCOUNT, from which only an emergency leaves; `spent` those whose pace is used up, for all but
    emergencies and staff.
    """
    due = (
        text(QUEUED),
        is_due(now),
        Message.priority.in_(priorities),
        *_passing(held, outbox.EMERGENCY),
        *_passing(spent, outbox.STAFF),
    )
    place = func.row_number().over(partition_by=(Message.priority, Message.clinic_id), order_by=Message.id)
    waiting = select(Message.id, Message.from_phone, Message.priority, place.label("place")).where(*due)
    ranked = waiting.with_hint(Message, "INDEXED BY message_queued", "sqlite").subquery()
    found = select(ranked.c.id, ranked.c.from_phone).order_by(ranked.c.priority, ranked.c.place, ranked.c.id).limit(limit)
    return [Turn(*row) for row in session.execute(found)]


def is_due(now: datetime) -> Any:
    """A text whose time has come. One that was to leave as soon as it was made is due even where the clock was set back since."""
    at_once = and_(Message.next_attempt_at == Message.created_at, Message.created_at > now)
    return or_(Message.next_attempt_at <= now, at_once)


def _passing(phones: Collection[str], priority: int) -> tuple[Any, ...]:
    """Leave out what leaves from `phones`, but for what is at least as urgent as `priority`."""
    if not phones:
        return ()
    urgent = Message.priority <= priority
    return (urgent,) if ACCOUNT in phones else (or_(urgent, Message.from_phone.not_in(sorted(phones))),)
