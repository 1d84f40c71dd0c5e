"""How much of what patients write is answered without staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from bot.models import Escalation, Message
from bot.overview.span import Span
from bot.overview.texts import is_ours, theirs


@dataclass(frozen=True)
class Answered:
    """Every text that came in and was read, by what became of it."""

    #: Answered by the companion, and no case was opened.
    alone: int = 0
    #: A case was opened for it, or it was left to staff.
    with_staff: int = 0
    #: No answer of the companion's and no case: a person was talking, or the patient had opted out.
    quiet: int = 0
    #: Not read yet.
    waiting: int = 0

    @property
    def read(self) -> int:
        """How many were read."""
        return self.alone + self.with_staff + self.quiet

    @property
    def share(self) -> float | None:
        """The share answered without staff, 0 to 1; None where nothing was read."""
        return self.alone / self.read if self.read else None


def read(session: Session, clinic_id: int, span: Span, now: datetime) -> Answered:
    """Count what became of a clinic's incoming texts."""
    replied, cased = _marks(session, clinic_id, span)
    each = select(Message.status, replied.label("replied"), cased.label("cased"))
    texts = each.where(*theirs(clinic_id, span)).subquery()
    grouped = select(texts, func.count()).group_by(texts.c.status, texts.c.replied, texts.c.cased)
    found = {"alone": 0, "with_staff": 0, "quiet": 0, "waiting": 0}
    for status, has_reply, has_case, count in session.execute(grouped):
        found[_became(status, bool(has_reply), bool(has_case))] += count
    return Answered(**found)


def _marks(session: Session, clinic_id: int, span: Span) -> tuple[Any, Any]:
    """Return expressions for whether the companion replied to a text, and whether a case was opened for it.

    PostgreSQL would compare each text with the replies of all clinics and years: it is given those that can be meant, as a set.
    SQLite looks up each text in an index, which is faster still.
    """
    reply = aliased(Message)
    if session.get_bind().dialect.name == "postgresql":
        ours = (reply.clinic_id == clinic_id, reply.sender == "bot", reply.created_at >= span.start)
        replies = select(reply.reply_to_id).where(*ours, reply.reply_to_id.is_not(None))
        opened = (Escalation.clinic_id == clinic_id, Escalation.message_id.is_not(None))
        return Message.id.in_(replies), Message.id.in_(select(Escalation.message_id).where(*opened))
    replied = select(reply.id).where(reply.reply_to_id == Message.id, is_ours(reply)).exists()
    return replied, select(Escalation.id).where(Escalation.message_id == Message.id).exists()


def _became(status: str, has_reply: bool, has_case: bool) -> str:
    if has_case or status == "staff":
        return "with_staff"
    if status == "received":
        return "waiting"
    return "alone" if has_reply else "quiet"
