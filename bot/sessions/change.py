"""What a change does to one check-in, as a value that a person is shown. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.checkins import Planned

#: What can be chosen for a check-in that is late: it leaves at the next moment of the clinic's daytime, or never.
SEND, SKIP = "send", "skip"


@dataclass(frozen=True)
class Change:
    """One check-in before and after: `what` is one of

    moved, added, cancelled, passed (its time is over), again (planned once more), late (would go now), held (paused),
    sent (has left, stays as it is) and stays. Moments are aware UTC; None where it had or will have none.
    """

    key: str
    session_id: int | None
    check_in_id: int | None
    step: str
    what: str
    was_status: str | None
    was_due: datetime | None
    becomes_due: datetime | None
    expires_at: datetime | None
    status: str
    reason: str
    #: For a late one: when it would leave, and what was chosen.
    goes_at: datetime | None = None
    choice: str | None = None

    @property
    def is_late(self) -> bool:
        """Whether somebody may choose between sending and skipping it."""
        return self.what == "late"

    @property
    def is_change(self) -> bool:
        """Whether the check-in does not stay as it is."""
        return self.what not in ("sent", "stays")

    def becoming(self, what: str, status: str, reason: str, times: Planned | None = None) -> "Change":
        """Return this change with another end; without `times` the check-in's own stay."""
        changed = replace(self, what=what, status=status, reason=reason)
        return replace(changed, becomes_due=times.due_at, expires_at=times.expires_at) if times else changed

    def mark(self) -> tuple[str | None, ...]:
        """Return what must be the same when it is done as when it was shown; a hold's next look and a choice may differ."""
        was = None if self.was_status == "held" or self.was_due is None else self.was_due.isoformat()
        becomes = self.becomes_due.isoformat() if self.becomes_due else None
        return self.key, self.what, self.was_status, was, becomes


@dataclass(frozen=True)
class Choices:
    """What becomes of late check-ins: `usual` for all that `by_key` does not name."""

    usual: str = SEND
    by_key: Mapping[str, str] = field(default_factory=dict)

    def of(self, key: str) -> str:
        """Return "send" or "skip" for one check-in; anything unknown means skip: a text cannot be taken back."""
        return SEND if self.by_key.get(key, self.usual) == SEND else SKIP
