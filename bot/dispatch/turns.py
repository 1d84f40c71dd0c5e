"""Whose turn it is: what is due, one of each clinic after the other, so that a large clinic never delays a small one."""

from datetime import datetime

from sqlalchemy import String, cast, func, literal, select
from sqlalchemy.engine import Engine
from sqlalchemy.sql import Select

from bot import ledger
from bot.db import reading
from bot.models import CheckIn, Message


def turns(engine: Engine, now: datetime, limit: int) -> list[int]:
    """Return the ids of up to `limit` check-ins to decide about at `now`, in the order of their turns.

    Of each patient only the first, because what becomes of it decides about the next.
    """
    with reading(engine) as session:
        if session.execute(_due(CheckIn.id, now=now).limit(1)).first() is None:
            return []  # nearly always, and then it has cost one look at an index
        first: dict[int, int] = {}
        for key, patient_id in session.execute(_in_turn(now).limit(limit)):
            first.setdefault(patient_id, key)
    return list(first.values())


def _due(*columns: object, now: datetime) -> Select:
    """Check-ins to decide about: those in the outbox already have been."""
    in_outbox = select(Message.id).where(Message.purpose == literal("check_in:") + cast(CheckIn.id, String))
    return select(*columns).where(CheckIn.status.in_(ledger.OPEN), CheckIn.due_at <= now, ~in_outbox.exists())


def _in_turn(now: datetime) -> Select:
    """Every clinic's first, then every clinic's second, and so on; a clinic's own by when they fell due."""
    place = func.row_number().over(partition_by=CheckIn.clinic_id, order_by=(CheckIn.due_at, CheckIn.id))
    ranked = _due(CheckIn.id, CheckIn.patient_id, place.label("place"), now=now).subquery()
    return select(ranked.c.id, ranked.c.patient_id).order_by(ranked.c.place, ranked.c.id)
