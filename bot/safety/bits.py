"""Sets of small numbers as the bits of one whole number: a question about many places at once is one operation."""

from __future__ import annotations

from collections.abc import Iterator


def between(start: int, end: int) -> int:
    """Return the set of the numbers from `start` to before `end`; none below zero."""
    if start < 0:
        start = 0
    return (1 << end) - (1 << start) if end > start else 0


def lowest(bits: int) -> int:
    """Return the smallest number in the set, -1 for an empty one."""
    return (bits & -bits).bit_length() - 1


def highest(bits: int) -> int:
    """Return the largest number in the set, -1 for an empty one."""
    return bits.bit_length() - 1


def each(bits: int) -> Iterator[int]:
    """Yield the numbers in the set, smallest first."""
    digits = bin(bits)[:1:-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


def leaps(most: int) -> tuple[int, ...]:
    """Return the shifts that, each done on what the last one left, spread a set over the next `most` numbers."""
    shifts, width = [], 1
    while width <= most:
        shifts.append(min(width, most + 1 - width))
        width += shifts[-1]
    return tuple(shifts)
