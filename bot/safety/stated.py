"""How long ago the session was, where a text says so itself: "day 2", "3 hrs out", "had it done at lunch"."""

from __future__ import annotations

from collections.abc import Iterator

from bot.safety.bits import each
from bot.safety.numbers import value
from bot.safety.reading import Reading

Hours = tuple[float, float]

_HOURS = frozenset(("hour", "hours", "hr", "hrs", "h"))
_DAYS = frozenset(("day", "days", "d"))
_SINCE = frozenset(("after", "later", "out", "post", "since", "in", "on"))
#: A day that is counted may be one that has begun, or one that is over.
_BEGUN, _OVER = 24, 12
_LONGEST = 60
#: "Up to hour 24" is before what begins then.
_MOMENT = 0.01
_VAGUE = frozenset(("a", "an", "couple", "few", "several"))
_PREFIX = "X.hours_"


def stated_hours(reading: Reading) -> Hours | None:
    """Return the fewest and the most hours since the session that the text speaks of, None where it names no time."""
    spans = [*_counted(reading), *_named(reading)]
    return (min(low for low, _ in spans), max(high for _, high in spans) - _MOMENT) if spans else None


def _named(reading: Reading) -> Iterator[Hours]:
    for name, frames in reading.contexts.items():
        if name.startswith(_PREFIX) and frames:
            low, high = name.removeprefix(_PREFIX).split("_")
            yield float(low), float(high)


def _counted(reading: Reading) -> Iterator[Hours]:
    said = [*reading.tokens.words, "", "", ""]
    for word, places in reading.index.words.items():
        amount = value(word)
        if amount is None or not 0 <= amount <= _LONGEST or word in _VAGUE:
            continue
        for at in each(places):
            yield from _count(said, at, amount)


def _count(said: list[str], at: int, amount: float) -> Iterator[Hours]:
    before, unit, after = said[at - 1] if at else "", said[at + 1], said[at + 2]
    if before == "day":
        yield max(0.0, amount * 24 - _BEGUN), amount * 24 + _OVER
    elif before in _HOURS or (unit in _HOURS and after in _SINCE):
        yield max(0.0, amount - 1), amount + 1
    elif unit in _DAYS and after in _SINCE:
        yield max(0.0, amount * 24 - _BEGUN), amount * 24 + _BEGUN
