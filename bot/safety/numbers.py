"""What a number says by itself, in figures or in words: its value, and how much that is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
NUMBERS: dict[str, float] = {word: float(value) for value, word in enumerate(_UNITS.split())}
NUMBERS.update(a=1, an=1, couple=2, few=3, several=3, seventeen=17, eighteen=18, nineteen=19, twenty=20, thirty=30, forty=40)
NUMBERS.update(hundred=100)
NUMBERS.update(fourty=40, fifty=50, sixty=60, ninety=90, uno=1, dos=2, tres=3, cuatro=4, cinco=5, diez=10, quince=15, veinte=20)


@lru_cache(maxsize=4096)
def value(word: str) -> float | None:
    """Return the value of a word, None when it is no number."""
    if not word[:1].isdigit():
        return NUMBERS.get(word)
    try:
        return float(word.replace(",", "."))
    except ValueError:
        return None


def sizes(word: str) -> Iterator[str]:
    """Yield the labels that a word has for its value, wherever it stands."""
    amount = value(word)
    if amount is None:
        return
    figure = word[0].isdigit()
    if figure:
        yield "@n_number"
    if amount >= 2 and (amount <= 60 or not figure):
        yield "@n_count"
    if figure and 6 < amount <= 200:
        yield "@n_many"
    if figure and 9 <= amount <= 17:
        yield "@n_child_age"
