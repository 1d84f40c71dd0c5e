"""One measured figure beside its peer's, and the table that they make."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import Any

#: Digits behind the point by size: below one, below a hundred, above.
SMALL, LARGE = 1, 100


@dataclass(frozen=True)
class Result:
    """What was measured, in `unit`; `peer` is what the one named `beside` needed for the same, None where there is none."""

    name: str
    unit: str
    ours: float
    peer: float | None = None
    beside: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours to the peer's: below one is less time or memory, above one is more check-ins."""
        return None if not self.peer else self.ours / self.peer

    def row(self) -> dict[str, Any]:
        """Return the figure for results.json."""
        return {**asdict(self), "ratio": self.ratio}


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest of `values` that `share` (0 to 1) of them do not exceed. ValueError when there are none."""
    if not values:
        raise ValueError("no values, no percentile")
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]


def number(value: float | None) -> str:
    """Return a figure with the digits that mean something."""
    if value is None:
        return "-"
    return f"{value:.3f}" if value < SMALL else f"{value:.1f}" if value < LARGE else f"{value:.0f}"


def ratio(value: float | None) -> str:
    """Return a ratio with the digits that mean something."""
    return "-" if value is None else f"{value:.2f}"


def table(results: Iterable[Result]) -> list[str]:
    """Return the figures as lines of a Markdown table, columns aligned."""
    head = ("what", "unit", "ours", "peer", "ratio", "the peer")
    rows = [(one.name, one.unit, number(one.ours), number(one.peer), ratio(one.ratio), one.beside or "-") for one in results]
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    rule = tuple("-" * width for width in widths)
    padded = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in (head, rule, *rows)]
    return [f"| {' | '.join(row)} |" for row in padded]
