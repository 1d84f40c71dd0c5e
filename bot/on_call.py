"""A case that nobody has taken up: the on-call order is called on, until a person says "I have it".

Opening, assigning or answering a case says so, and the button does. Putting it off does not: a case that nobody has seen is
not paused. What is to be called, and when, is in the case's own row, so a restart forgets nothing and two schedulers call once.
"""

from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Engine

from bot import alert_ways, escalations, log
from bot.clock import Clock
from bot.db import reading, transaction
from bot.models import Escalation
from bot.settings import Settings

#: How long somebody who was called has, before the next in the order is called.
PATIENCE = {"emergency": timedelta(minutes=5), "urgent": timedelta(minutes=15)}
#: How often the whole order is called before we give up, loudly.
ROUNDS = 3


class OnCall:
    """The scheduler's look for cases that nobody has taken up."""

    def __init__(self, engine: Engine, clock: Clock, settings: Settings | None = None) -> None:
        self.engine, self.clock, self.settings = engine, clock, settings

    def __call__(self) -> int:
        """Look once; return how many people were called."""
        called = call_due(self.engine, self.clock.now())
        if self.settings is not None:
            alert_ways.send_waiting(self.engine, self.settings, self.clock.now())
        return called


def call_due(engine: Engine, now: datetime) -> int:
    """Call the next person for every case whose last call nobody acknowledged in time; return how many were called."""
    with reading(engine) as session:
        keys = session.scalars(select(Escalation.id).where(*_due(now)).order_by(Escalation.id)).all()
    return sum(_call_next(engine, key, now) for key in keys)


def _due(now: datetime) -> tuple:
    late = (and_(Escalation.level == level, Escalation.called_at <= now - wait) for level, wait in PATIENCE.items())
    return (Escalation.status == "open", Escalation.acknowledged_at.is_(None), or_(*late))


def _call_next(engine: Engine, key: int, now: datetime) -> bool:
    with transaction(engine) as session:
        chosen = select(Escalation).where(Escalation.id == key, *_due(now)).with_for_update(of=Escalation)
        case = session.scalars(chosen).one_or_none()
        if case is None:
            return False  # somebody has just taken it up, or another scheduler was faster
        order = case.patient.clinic.on_call
        if case.called < ROUNDS * len(order):
            return escalations.call(session, case, case.called + 1, now)
        log.get().error("nobody took a case up", case=case.id, clinic=case.clinic_id, level=case.level, called=case.called)
        case.called_at = None  # said once; a graver finding begins again
        return False
