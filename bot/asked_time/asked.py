"""The time a text speaks of, as one value."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class AskedTime:
    """A moment named in a text.

    `kind` is "future" or "past" (then `at`, `start` and `end` are aware UTC, `start <= at <= end`), or "since_session"
    (then only `hours` is set: a patient who writes "on day 4" counts from a session this module does not know).
    `day` is the patient's local date when a whole day is meant, so that an answer can say from which hour of it a verdict holds.
    `phrase` is the part of the (normalised) text that named the time.
    """

    kind: str
    phrase: str
    at: datetime | None = None
    start: datetime | None = None
    end: datetime | None = None
    day: date | None = None
    hours: float | None = None

    def when(self, performed_at: datetime) -> datetime:
        """Return the moment meant, aware, for a session performed at `performed_at` (aware)."""
        if self.at is not None:
            return self.at
        return performed_at + timedelta(hours=self.hours or 0.0)
