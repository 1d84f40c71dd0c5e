"""Whose sign it is: the patient's, someone's for whom this person writes, or someone else's who is not ours."""

from __future__ import annotations

from bot.safety.bits import between, highest, lowest
from bot.safety.reading import Reading
from bot.safety.search import Span

_NEAR = 8
#: How far from a sign of another the time it was may be named.
_FAR = 12
_CALLS = ("help", "ambulance", "please", "urgent")


def owner(reading: Reading, span: Span) -> str:
    """Return whose the sign is.

    "self"; "proxy" (a patient of ours, written for by another); "other" (unclear); "told" (a tale of another); "elsewhere"
    (clearly not ours).
    """
    if not _is_of_another(reading, span) or reading.frames("X.i_as_well").starts >> span[1]:
        return "self"
    if reading.frames("X.not_ours") or _is_long_past(reading, span):
        return "elsewhere"
    if reading.frames("X.written_for"):
        return "proxy"
    told = reading.frames("X.other_had") and not reading.where("@now")
    return "told" if told else "other"


def _is_long_past(reading: Reading, span: Span) -> bool:
    """Whether a time long gone is named near it, in its sentence or another, and nothing sounds like today."""
    times = reading.frames("X.long_past").starts | reading.frames("X.others_then").starts
    near = times & between(span[0] - _FAR, span[1] + _FAR)
    return bool(near) and not (reading.frames("X.again") or reading.where("@now") or reading.words(*_CALLS))


def _is_of_another(reading: Reading, span: Span) -> bool:
    """Whether who is named last in the sign, else nearest before or after it in its sentence, else before it, is another."""
    others = reading.others & ~reading.where("@animal")
    if not others:
        return False
    (start, end), named = span, others | reading.selves
    sentence = named & reading.sentence(span)
    nearest = highest(sentence & between(start, end))
    if nearest < 0:
        nearest = highest(sentence & between(0, start))
    if nearest < 0:
        nearest = lowest(sentence & between(end, end + _NEAR))
        if between(end, nearest) & (reading.commas | reading.turns | reading.words("and", "n", "so")):
            return False
    if nearest < 0:
        nearest = highest(named & between(0, start))
        if reading.frames("X.they_are_well").starts & between(nearest, start):  # "my sister was fine. lips huge"
            return False
    return nearest >= 0 and bool(others >> nearest & 1)
