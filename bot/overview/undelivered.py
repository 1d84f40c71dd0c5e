"""Texts of ours that did not arrive, by the carrier's code."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from bot.models import Message
from bot.overview.span import Span

#: A text that stands so did not arrive; one called back by us did not fail, unless the carrier refused it.
LOST = ("undelivered", "failed", "expired")


@dataclass(frozen=True)
class Loss:
    """Texts that were lost in one way."""

    #: The carrier's code; "" where it gave none.
    code: str
    status: str
    #: Who it was from: bot, check_in, staff or alert.
    sender: str
    count: int


@dataclass(frozen=True)
class Undelivered:
    """Every loss, the commonest first, and how many texts were tried."""

    losses: list[Loss]
    tried: int

    @property
    def total(self) -> int:
        """How many did not arrive."""
        return sum(loss.count for loss in self.losses)


def read(session: Session, clinic_id: int, span: Span, now: datetime) -> Undelivered:
    """Count a clinic's outgoing texts by what became of them."""
    within = (Message.clinic_id == clinic_id, Message.created_at >= span.start, Message.created_at < span.end)
    refused = and_(Message.status == "cancelled", Message.error_code.is_not(None))
    tried = or_(Message.status.in_((*LOST, "sent", "delivered", "unknown")), refused)
    kinds = (Message.status, Message.sender, Message.error_code)
    found = select(*kinds, func.count()).where(*within, Message.direction == "out", tried).group_by(*kinds)
    rows = session.execute(found).all()
    lost = [Loss(code or "", status, sender, count) for status, sender, code, count in rows if status in (*LOST, "cancelled")]
    lost.sort(key=lambda loss: (-loss.count, loss.code, loss.status, loss.sender))
    return Undelivered(lost, sum(count for *_, count in rows))
