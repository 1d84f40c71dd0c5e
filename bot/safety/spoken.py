"""Temperatures spelt out in words, as dictation and some people write them."""

from __future__ import annotations

_ONES = {"zero": 0, "oh": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_TENS = {"thirty": 30, "forty": 40, "fourty": 40, "ninety": 90}
_HEADS = {*_TENS, "a", "one", "three", "four", "hundred"}


def spoken(words: list[str]) -> tuple[float, int, bool] | None:
    """Return the number at the head of `words`, how many words it takes, and whether its decimals were said.

    Only numbers shaped like a temperature are read: "thirty eight", "three eight point nine", "a hundred and one".
    """
    whole = _whole(words) if words[0] in _HEADS else None
    if whole is None:
        return None
    value, length = whole
    rest = words[length : length + 4] + [""] * 4
    if rest[0] == "point" and rest[1] in _ONES:
        return value + _ONES[rest[1]] / 10, length + 2, True
    if rest[:3] == ["and", "a", "half"]:
        return value + 0.5, length + 3, False
    if rest[0] in _ONES and value % 10:
        return value + _ONES[rest[0]] / 10, length + 1, False
    return value, length, False


def _whole(words: list[str]) -> tuple[float, int] | None:
    first, second, third, fourth = (words + [""] * 4)[:4]
    if first in _TENS:
        return (_TENS[first] + _ONES[second], 2) if second in _ONES else (float(_TENS[first]), 1)
    if "hundred" in (first, second if first in ("a", "one") else ""):
        rest = words[1:] if first == "hundred" else words[2:]
        used = len(words) - len(rest) + (rest[:1] == ["and"])
        last = (words + [""] * 9)[used]
        return (100.0 + _ONES[last], used + 1) if last in _ONES else None
    if first in ("three", "four") and second in _ONES and third == "point":
        return 10.0 * _ONES[first] + _ONES[second], 2
    return None
