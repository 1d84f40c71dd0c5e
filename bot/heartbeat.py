"""Signs of life: each worker says that it runs, so that /readyz can say which one is missing.

Kept in the machine's time, not in a demo's moved time: a jump of the clock kills no process.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.clock import SystemClock
from bot.db import transaction
from bot.models import Heartbeat

#: A worker beats this often, and counts as gone after this long without.
EVERY = timedelta(seconds=5)
GONE_AFTER = timedelta(seconds=30)


def beat(engine: Engine, name: str, *, ready: bool = True, now: datetime | None = None) -> None:
    """Say that the worker `name` ("scheduler", "dialogue") runs, and whether it can do its work yet."""
    with transaction(engine) as session:
        session.merge(Heartbeat(name=name, at=now or SystemClock().now(), ready=ready))


def is_ready(session: Session, name: str, now: datetime | None = None) -> bool:
    """Return whether the worker `name` runs and is ready."""
    last = session.get(Heartbeat, name)
    return last is not None and is_well(last, now)


def is_well(last: Heartbeat, now: datetime | None = None) -> bool:
    """Return whether the worker that was `last` heard of like this still runs, and is ready."""
    return bool(last.ready) and abs((now or SystemClock().now()) - last.at) <= GONE_AFTER


def forget(engine: Engine) -> None:
    """Forget the workers of an earlier life, before new ones are started."""
    with transaction(engine) as session:
        session.execute(delete(Heartbeat))
