"""The time a text speaks of, as one value."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class AskedTime:
    """A moment named in a text.

    `kind` is "future" or "past" (then `at`, `start` and `end` are aware UTC, `start <= at <= end`), "since_session" for a time to
    come that is counted from the session, or "done_since" for one that is past ("the evening of my session"). The last two have
    no moment: a patient who writes "on day 4" counts from a session this module does not know. They have `hours`,
    and "done_since" has `until` too: it was done at some time from `hours` to `until` after the session (None: until now).
    `day` is the patient's local date when a whole day is meant, so that an answer can say from which hour of it a verdict holds.
    `part` is set where only a part of the day corrects another ("not evening, morning").
    `phrase` is the part of the (normalised) text that named the time.
    """

    kind: str
    phrase: str
    at: datetime | None = None
    start: datetime | None = None
    end: datetime | None = None
    day: date | None = None
    hours: float | None = None
    until: float | None = None
    part: str | None = None

    @property
    def is_past(self) -> bool:
        """Whether it tells of something done rather than of a time to come."""
        return self.kind in ("past", "done_since")

    def when(self, performed_at: datetime) -> datetime:
        """Return the moment meant, aware, for a session performed at `performed_at` (aware)."""
        if self.at is not None:
            return self.at
        return performed_at + timedelta(hours=self.hours or 0.0)

    def hours_when(self, performed_at: datetime, now: datetime) -> tuple[float, float]:
        """Return from which to which hour after the session the time lies; a past one is between the session and `now`."""
        latest = (now - performed_at) / timedelta(hours=1) if self.is_past else float("inf")
        if self.start is not None and self.end is not None:
            first, last = ((moment - performed_at) / timedelta(hours=1) for moment in (self.start, self.end))
        else:
            first = self.hours or 0.0
            last = first if self.kind == "since_session" else latest if self.until is None else self.until
        first = min(max(0.0, first), max(0.0, latest))
        return first, max(first, min(last, latest))
