"""Check-ins that fall due become texts in the outbox, or a reason why not: in batches, fair between clinics."""

from datetime import datetime

from sqlalchemy.engine import Engine

from bot.dispatch.batch import hand_over
from bot.dispatch.turns import turns

#: Check-ins decided about in one transaction: SQLite's other writers wait no longer than this many take.
BATCH = 250
#: The most that one tick decides about, so that the next sees a newer `now`.
TICK = 10_000


def dispatch_all(engine: Engine, now: datetime) -> int:
    """Decide about what is due, clinic by clinic in turn, batch after batch; return how many were decided about."""
    keys = turns(engine, now, TICK)
    return sum(hand_over(engine, keys[start : start + BATCH], now) for start in range(0, len(keys), BATCH))


def dispatch_due(engine: Engine, now: datetime) -> int:
    """Decide about one batch of what is due; return how many. Two schedulers never take the same one."""
    keys = turns(engine, now, BATCH)
    return hand_over(engine, keys, now) if keys else 0
