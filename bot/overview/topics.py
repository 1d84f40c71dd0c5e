"""What patients ask about, by how far their recovery is."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, case, cast, func, select
from sqlalchemy.orm import Session

from bot.models import Message
from bot.overview.span import Span
from bot.overview.texts import theirs

#: The first day after the session of each stretch of a recovery, and what it is called.
STRETCHES = ((0, "0"), (1, "1"), (2, "2"), (3, "3"), (4, "4-6"), (7, "7-13"), (14, "14+"))
#: Of whoever has no session on file, or writes before it.
ELSE = "none"
BANDS = (*(name for _, name in STRETCHES), ELSE)
#: What is said in passing is no question.
SMALL_TALK = frozenset(("thanks", "greeting", "goodbye", "fine", "human", "stop", "help", "who_are_you", "wrong_number"))
MOST = 12


@dataclass(frozen=True)
class Topics:
    """How often each topic was asked about in each stretch of a recovery, the commonest first."""

    counts: dict[str, dict[str, int]]

    @property
    def most(self) -> int:
        """The highest number in the table."""
        return max((count for row in self.counts.values() for count in row.values()), default=0)

    def total(self, topic: str) -> int:
        """How often a topic was asked about."""
        return sum(self.counts[topic].values())


def read(session: Session, clinic_id: int, span: Span, now: datetime) -> Topics:
    """Count what a clinic's patients asked about."""
    about, hours = cast(Message.topics, Text), Message.explanation["hours"].as_float()
    each = select(about.label("about"), hours.label("hours")).where(*theirs(clinic_id, span), about != "[]")
    # An offset is no part of the question: without it the record is taken apart anew for each stretch it is compared with.
    texts = each.offset(0).subquery()
    asked = select(texts.c.about, band(texts.c.hours).label("band"), func.count()).group_by("about", "band")
    return tally((json.loads(about), band, count) for about, band, count in session.execute(asked))


def band(hours: Any) -> Any:
    """Return an expression for the stretch of recovery so many hours after the session."""
    held = [(hours >= day * 24, name) for day, name in reversed(STRETCHES)]
    return case(*held, else_=ELSE)


def tally(found: Iterable[tuple[list[str], str, int]]) -> Topics:
    """Return the sums of (topics, stretch, texts): the twelve commonest topics; a text with two topics counts for both."""
    counts: dict[str, dict[str, int]] = {}
    for about, name, count in found:
        for topic in dict.fromkeys(about):
            if topic not in SMALL_TALK:
                counts.setdefault(topic, dict.fromkeys(BANDS, 0))[name] += count
    order = sorted(counts, key=lambda topic: (-sum(counts[topic].values()), topic))
    return Topics({topic: counts[topic] for topic in order[:MOST]})
