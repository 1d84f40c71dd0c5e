"""Where a moment of recovery stands on a drawing: the first days, in which hours count, get the most room. Pure."""

from dataclasses import dataclass
from math import sqrt

#: Left and right of the drawing, in percent: marks at the ends need room.
MARGIN = 2.0


@dataclass(frozen=True)
class Scale:
    """From the session to `end` hours after it, as percentages of the width."""

    end: float

    def x(self, hours: float) -> str:
        """Return the place of so many hours after the session: "32.70%"; what is outside stands at the edge."""
        share = sqrt(min(max(hours, 0.0), self.end) / self.end)
        return f"{MARGIN + share * (100 - 2 * MARGIN):.2f}%"

    def anchor(self, hours: float) -> str:
        """Return which end of a label stands at its place, so that none runs over the edge."""
        share = sqrt(min(max(hours, 0.0), self.end) / self.end)
        if share < 0.06:
            return "start"
        return "end" if share > 0.94 else "middle"
