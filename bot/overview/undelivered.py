"""Texts of ours that did not arrive, by the carrier's code."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from bot.models import Message
from bot.overview.span import Span
from bot.overview.texts import ours

#: A text that stands so did not arrive; one called back by us did not fail, unless the carrier refused it.
LOST = ("undelivered", "failed", "expired")
#: One that stands so was handed to the carrier, and is not lost as far as we know. Most do, so they are counted and not sorted.
LEFT = ("sent", "delivered", "unknown")


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
    texts = ours(clinic_id, span)
    left = session.execute(select(func.count(Message.status)).where(*texts, Message.status.in_(LEFT))).scalar_one()
    lost = or_(Message.status.in_(LOST), and_(Message.status == "cancelled", Message.error_code.is_not(None)))
    kinds = (Message.error_code, Message.status, Message.sender)
    grouped = session.execute(select(*kinds, func.count()).where(*texts, lost).group_by(*kinds))
    losses = [Loss(code or "", status, sender, count) for code, status, sender, count in grouped]
    losses.sort(key=lambda loss: (-loss.count, loss.code, loss.status, loss.sender))
    return Undelivered(losses, left + sum(loss.count for loss in losses))
