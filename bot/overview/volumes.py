"""How much was written: texts in, the companion's answers, check-ins and staff's replies, for each day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.models import Message
from bot.overview.days import Days, days_of
from bot.overview.span import Span
from bot.overview.texts import PATIENT

#: What is counted: who sent it.
SENDERS = (PATIENT, "bot", "check_in", "staff")
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
    days = days_of(session, span)
    counts = (_count(clinic_id, sender, days).label(sender) for sender in SENDERS)
    found = {row.day: row for row in session.execute(select(days.date.label("day"), *counts))}
    every = list(span.days())
    return Volumes(every, {sender: [found[day.isoformat()][sender] for day in every] for sender in SENDERS})


def _count(clinic_id: int, sender: str, days: Days) -> Any:
    """Return an expression for how many texts of a sender there are on the day of the row."""
    within = (Message.clinic_id == clinic_id, Message.created_at >= days.start, Message.created_at < days.end)
    counts = () if sender == PATIENT else (Message.status.in_(LEFT),)
    texts = select(func.count()).select_from(Message).where(*within, Message.sender == sender, *counts)
    return texts.correlate(days.table).scalar_subquery()
