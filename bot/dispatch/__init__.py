"""Check-ins that fall due become texts in the outbox, or a reason why not: in batches, fair between clinics."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial

from sqlalchemy.engine import Engine

from bot.dispatch.batch import hand_over
from bot.dispatch.turns import turns

#: Check-ins decided about in one transaction: SQLite's other writers wait no longer than this many take.
BATCH = 1000
#: The most that one tick decides about, so that the next sees a newer `now`.
TICK = 10_000
#: Batches under way together, where the database lets several write: while one is decided about, another is written.
AT_ONCE = 3


def dispatch_all(engine: Engine, now: datetime) -> int:
    """Decide about what is due, clinic by clinic in turn, batch after batch; return how many were decided about."""
    keys = turns(engine, now, TICK)
    batches = [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]
    if len(batches) < AT_ONCE or engine.dialect.name == "sqlite":  # which has one writer at a time
        return sum(hand_over(engine, batch, now) for batch in batches)
    with ThreadPoolExecutor(AT_ONCE, "dispatch") as pool:
        return sum(pool.map(partial(hand_over, engine, now=now), batches))


def dispatch_due(engine: Engine, now: datetime) -> int:
    """Decide about one batch of what is due; return how many. Two schedulers never take the same one."""
    keys = turns(engine, now, BATCH)
    return hand_over(engine, keys, now) if keys else 0
