"""How much was written: texts in, the companion's answers, check-ins and staff's replies, for each day."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from bot.models import Message
from bot.overview.local_day import local_day
from bot.overview.span import Span

#: What is counted: who sent it.
SENDERS = ("patient", "bot", "check_in", "staff")
#: A text of ours counts once it has left, or may have.
LEFT = ("sent", "delivered", "undelivered", "unknown")


@dataclass(frozen=True)
class Volumes:
    """A number for each day of the span, by sender."""

    days: list[date]
    counts: dict[str, list[int]]

    def total(self, sender: str) -> int:
        """How many of this sender in all."""
        return sum(self.counts[sender])

    def busiest(self, sender: str) -> date | None:
        """The day with most of this sender, the first of several; None where there was nothing."""
        most = max(self.counts[sender], default=0)
        return self.days[self.counts[sender].index(most)] if most else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written at all."""
        return not any(self.total(sender) for sender in self.counts)


def read(session: Session, clinic_id: int, span: Span, now: datetime) -> Volumes:
    """Count a clinic's texts of each day."""
    day = local_day(session, Message.created_at, span).label("day")
    counts = or_(Message.direction == "in", Message.status.in_(LEFT))
    within = and_(Message.clinic_id == clinic_id, Message.created_at >= span.start, Message.created_at < span.end)
    texts = select(day, Message.sender).where(within, counts, Message.sender.in_(SENDERS)).subquery()
    grouped = select(texts.c.day, texts.c.sender, func.count()).group_by(texts.c.day, texts.c.sender)
    return _spread(span, {(day, sender): count for day, sender, count in session.execute(grouped)})


def _spread(span: Span, found: dict[tuple[str, str], int]) -> Volumes:
    days = list(span.days())
    return Volumes(days, {sender: [found.get((day.isoformat(), sender), 0) for day in days] for sender in SENDERS})
