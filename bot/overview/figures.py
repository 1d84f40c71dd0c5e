"""All figures of the overview, each read by the file that is named after it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.overview import answered, escalated, gaps, responses, topics, undelivered, volumes, waits
from bot.overview.span import Span

Reader = Callable[[Session, int, Span, datetime], Any]
#: Figure → how it is read: (session, clinic_id, span, now). One statement each, two for what was lost and for the gaps.
READERS: dict[str, Reader] = {
    "volumes": volumes.read,
    "answered": answered.read,
    "escalated": escalated.read,
    "waits": waits.read,
    "responses": responses.read,
    "undelivered": undelivered.read,
    "topics": topics.read,
    "gaps": gaps.read,
}


@dataclass(frozen=True)
class Overview:
    """Everything that the page shows."""

    volumes: volumes.Volumes
    answered: answered.Answered
    escalated: escalated.Escalated
    waits: waits.Waits
    responses: responses.Responses
    undelivered: undelivered.Undelivered
    topics: topics.Topics
    gaps: gaps.Gaps


def overview(session: Session, clinic_id: int, span: Span, now: datetime) -> Overview:
    """Read every figure of a clinic over a span: ten statements, however much there is."""
    return Overview(**{name: read(session, clinic_id, span, now) for name, read in READERS.items()})
