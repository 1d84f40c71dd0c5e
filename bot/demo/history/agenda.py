"""What is still to happen, in the order of its time; what is to happen at the same moment, in the order in which it was noted."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import String, cast, func, literal, select
from sqlalchemy.engine import Engine

from bot import ledger, on_call
from bot.db import reading
from bot.models import CheckIn, Conversation, Escalation, Message

Deed = Callable[[], None]


class Agenda:
    """Deeds by their moments."""

    def __init__(self) -> None:
        self.entries: list[tuple[datetime, int, Deed]] = []
        self.noted = 0

    def note(self, moment: datetime, deed: Deed) -> None:
        """Let something happen at a moment (aware)."""
        self.noted += 1
        heapq.heappush(self.entries, (moment, self.noted, deed))

    def next_at(self) -> datetime | None:
        """Return when the next thing happens, None when nothing does."""
        return self.entries[0][0] if self.entries else None

    def take(self, now: datetime) -> Deed | None:
        """Return the next thing whose time has come, and forget it."""
        return heapq.heappop(self.entries)[2] if self.entries and self.entries[0][0] <= now else None


def next_due(engine: Engine, now: datetime) -> datetime | None:
    """Return the next moment after `now` at which the product itself has something to do; None when it has not."""
    in_outbox = select(Message.id).where(Message.purpose == literal("check_in:") + cast(CheckIn.id, String))
    check_ins = select(func.min(CheckIn.due_at)).where(CheckIn.status.in_(ledger.OPEN), CheckIn.due_at > now, ~in_outbox.exists())
    waiting = (Message.direction == "out", Message.status.in_(("queued", "unknown")), Message.next_attempt_at > now)
    unseen = (Escalation.status == "open", Escalation.acknowledged_at.is_(None), Escalation.called_at.is_not(None))
    until = Conversation.taken_over_until
    with reading(engine) as session:
        calls = session.execute(select(Escalation.level, Escalation.called_at).where(*unseen)).all()
        texts, ends = select(func.min(Message.next_attempt_at)).where(*waiting), select(func.min(until)).where(until > now)
        earliest = (check_ins, texts, ends)
        found = [session.execute(one).scalar() for one in earliest]
    found += [at + on_call.PATIENCE[level] for level, at in calls]
    return min((moment for moment in found if moment is not None and moment > now), default=None)


def hours_after(moment: datetime, hours: float) -> datetime:
    """Return the moment so many hours later, to the second."""
    return moment + timedelta(seconds=round(hours * 3600))
