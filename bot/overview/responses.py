"""How many check-ins that went out were answered, step by step."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.models import CheckIn
from bot.overview.span import Span

#: A check-in went out when it stands so; the others were never asked.
WENT_OUT = ("sent", "delivered", "answered")
_STEP = re.compile(r"(day)?(\d+)(h)?")


@dataclass(frozen=True)
class Step:
    """One step of the timeline."""

    slug: str
    sent: int
    answered: int
    #: Fell due and did not go out: skipped, cancelled, expired or failed.
    not_sent: int

    @property
    def share(self) -> float | None:
        """The share answered, 0 to 1; None where none went out."""
        return self.answered / self.sent if self.sent else None


@dataclass(frozen=True)
class Responses:
    """The steps that fell due in the span, in the order of a recovery."""

    steps: list[Step]

    @property
    def share(self) -> float | None:
        """The share of all check-ins sent that were answered."""
        sent = sum(step.sent for step in self.steps)
        return sum(step.answered for step in self.steps) / sent if sent else None


def read(session: Session, clinic_id: int, span: Span, now: datetime) -> Responses:
    """Count a clinic's check-ins that fell due in the span and have ended or gone out."""
    due = (CheckIn.clinic_id == clinic_id, CheckIn.due_at >= span.start, CheckIn.due_at < span.end)
    past = CheckIn.status.notin_(("planned", "held"))
    found = select(CheckIn.step, CheckIn.status, func.count()).where(*due, past).group_by(CheckIn.step, CheckIn.status)
    by_step: dict[str, dict[str, int]] = {}
    for step, status, count in session.execute(found):
        by_step.setdefault(step, {})[status] = count
    return Responses([_step(slug, by_step[slug]) for slug in sorted(by_step, key=in_order)])


def in_order(slug: str) -> tuple[int, str]:
    """Return where a step stands in a recovery, by its name: "4h", "24h", "day3"; any other name comes last."""
    found = _STEP.match(slug)
    if not found or not (found[1] or found[3]):
        return 10**6, slug
    return int(found[2]) * (24 if found[1] else 1), slug


def _step(slug: str, statuses: dict[str, int]) -> Step:
    sent = sum(statuses.get(status, 0) for status in WENT_OUT)
    return Step(slug, sent, statuses.get("answered", 0), sum(statuses.values()) - sent)
