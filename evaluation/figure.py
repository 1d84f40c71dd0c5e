"""A figure: how many of how many, and which were missed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from evaluation.sets import Pair
from evaluation.wilson import interval


@dataclass(frozen=True)
class Figure:
    """`good` of `of` did what the name says. `unwanted`: it should never happen, and the misses are where it did."""

    name: str
    good: int
    of: int
    misses: tuple[Pair, ...] = ()
    unwanted: bool = False
    #: A mean of shares, such as F1, is no share of a count, so it has no interval of its own.
    mean: bool = False

    @property
    def value(self) -> float | None:
        """The share, or None of nothing."""
        return self.good / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% interval, where there is one."""
        return interval(self.good, self.of) if self.of and not self.mean else None


def share(name: str, pairs: Iterable[Pair], right: Callable[[Pair], bool]) -> Figure:
    """Return how many of `pairs` are right."""
    pairs = list(pairs)
    misses = tuple(pair for pair in pairs if not right(pair))
    return Figure(name, len(pairs) - len(misses), len(pairs), misses)


def never(name: str, pairs: Iterable[Pair], happened: Callable[[Pair], bool]) -> Figure:
    """Return how many of `pairs` did what none may."""
    pairs = list(pairs)
    misses = tuple(pair for pair in pairs if happened(pair))
    return Figure(name, len(misses), len(pairs), misses, unwanted=True)
