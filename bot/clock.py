"""The one place that reads the time. Everything else is handed `now`."""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> datetime:
        """Return the current moment as aware UTC."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(timezone.utc)


class ShiftedClock:
    """The machine's time moved by the seconds written in a file, read anew each time.

    Every process of a demo reads the same file, so moving time is one write and is felt everywhere at once.
    A missing file means no shift.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def offset(self) -> timedelta:
        """Return how far this clock is ahead of the machine's."""
        try:
            return timedelta(seconds=float(self.path.read_text() or 0))
        except FileNotFoundError:
            return timedelta()

    def now(self) -> datetime:
        return SystemClock().now() + self.offset()

    def move_to(self, moment: datetime) -> None:
        """Set the clock to `moment` (aware). The write is atomic: readers see the old offset or the new one."""
        ahead = (moment - SystemClock().now()).total_seconds()
        draft = self.path.with_suffix(".new")
        draft.write_text(f"{ahead:.6f}")
        draft.replace(self.path)
