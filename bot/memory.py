"""What a conversation remembers between texts. Kept in our own table, small and bounded, so that a long history costs nothing."""

import json
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel

#: Signs combine over the last day of the conversation (clinical reference, section 7).
SIGNS_LAST = timedelta(hours=24)
#: "And the pool?" means the topic before only while the talk is warm.
TOPICS_LAST = timedelta(hours=48)
#: For so long a text may come back to them, if it says so ("is it ok now?").
TOPICS_KEPT = timedelta(days=21)
EMERGENCY_LASTS = timedelta(hours=24)
QUESTION_LASTS = timedelta(hours=48)


class Sign(BaseModel):
    """A danger sign, or part of one, and when it was written."""

    name: str
    at: datetime


class OpenQuestion(BaseModel):
    """A question that the bot has asked and that the next text may answer."""

    #: Such as trend, what_worries, is_this_you, pain_score or human_offer.
    name: str
    at: datetime
    #: What it was about: a check-in's step or a subject.
    about: str = ""
    #: Values already given with the check-in it follows.
    values: dict[str, int | str] = {}
    #: Codes that wait for the answer to "is this you, now?".
    codes: list[str] = []
    #: The level that a "yes" to it raises, of a danger that was doubted (bot.doubts).
    doubted: str = "none"
    attempts: int = 0


class Memory(BaseModel):
    """Everything that the next text is read against."""

    #: Subjects last answered, and when.
    subjects: list[str] = []
    subjects_at: datetime | None = None
    #: What was talked about before those, for "and the other one?"; the time to come that was last asked about.
    before: list[str] = []
    asked_at: datetime | None = None
    #: The act of the front desk last answered (bot.turn.desk), and when.
    desk: str = ""
    desk_at: datetime | None = None
    question: OpenQuestion | None = None
    signs: list[Sign] = []
    #: Texts in a row that were not understood.
    not_understood: int = 0
    emergency_at: datetime | None = None
    #: The latest session when we asked which of two is meant, and the one that was chosen then.
    session_asked: int | None = None
    session_chosen: int | None = None

    def recent_signs(self, now: datetime) -> frozenset[str]:
        """Return the signs of the last 24 hours."""
        return frozenset(sign.name for sign in self.signs if now - sign.at <= SIGNS_LAST)

    def recent_subjects(self, now: datetime) -> list[str]:
        """Return what was talked about, while it is still warm."""
        warm = self.subjects_at is not None and now - self.subjects_at <= TOPICS_LAST
        return self.subjects if warm else []

    def last_subjects(self, now: datetime) -> list[str]:
        """Return what was talked about last, however long ago within some weeks."""
        kept = self.subjects_at is not None and now - self.subjects_at <= TOPICS_KEPT
        return self.subjects if kept else []

    def open_question(self, now: datetime) -> OpenQuestion | None:
        """Return the question that still waits for an answer."""
        waits = self.question is not None and now - self.question.at <= QUESTION_LASTS
        return self.question if waits else None

    def in_emergency(self, now: datetime) -> bool:
        """Return whether an emergency was found within the last day."""
        return self.emergency_at is not None and now - self.emergency_at <= EMERGENCY_LASTS

    def with_signs(self, names: frozenset[str], now: datetime) -> "Memory":
        """Return a memory that has these signs too, each once, and none older than a day."""
        kept = [sign for sign in self.signs if now - sign.at <= SIGNS_LAST and sign.name not in names]
        return self.copy(update={"signs": kept + [Sign(name=name, at=now) for name in sorted(names)]})

    def row(self) -> dict[str, Any]:
        """Return this memory as its JSON column holds it."""
        return json.loads(self.json())
