"""Which texts the figures are about, in the words of the index message_by_sender: it finds them without a look at any other."""

from typing import Any

from sqlalchemy import func

from bot.models import Message
from bot.overview.span import Span

#: Who writes: whatever comes in is a patient's, and everything else goes out.
PATIENT = "patient"
OURS = ("bot", "check_in", "staff", "alert")


def theirs(clinic_id: int, span: Span) -> tuple[Any, ...]:
    """Return what a clinic's incoming texts of the span have in common."""
    return (*_within(clinic_id, span), Message.sender == PATIENT)


def ours(clinic_id: int, span: Span) -> tuple[Any, ...]:
    """Return what a clinic's outgoing texts of the span have in common, alerts to staff too."""
    return (*_within(clinic_id, span), Message.sender.in_(OURS))


def is_ours(reply: Any) -> Any:
    """Return whether a reply is the companion's, in words that no index answers.

    A reply is found by what it replies to: SQLite, with statistics from a record of few replies, would rather go through
    all of the companion's texts for each that came in.
    """
    return func.coalesce(reply.sender, "") == "bot"


def _within(clinic_id: int, span: Span) -> tuple[Any, ...]:
    return Message.clinic_id == clinic_id, Message.created_at >= span.start, Message.created_at < span.end
