"""Time that stands still until it is moved: four weeks are lived in a minute, the same way each time."""

from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import ShiftedClock


class StoryClock(ShiftedClock):
    """A clock that is moved by hand and never backwards."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(Path())
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def offset(self) -> timedelta:
        raise NotImplementedError("this clock does not follow the machine's")

    def move_to(self, moment: datetime) -> None:
        self.moment = max(self.moment, moment)

    def tick(self, seconds: float = 1) -> None:
        """Let a moment pass."""
        self.moment += timedelta(seconds=seconds)
