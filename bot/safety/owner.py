"""Whose sign it is: the patient's, someone's for whom this person writes, or someone else's who is not ours."""

from __future__ import annotations

from bot.safety.bits import between, highest, lowest
from bot.safety.reading import Reading
from bot.safety.search import Span

_NEAR = 8


def owner(reading: Reading, span: Span) -> str:
    """Return whose the sign is.

    "self"; "proxy" (a patient of ours, written for by another); "other" (unclear); "told" (a tale of another); "elsewhere"
    (clearly not ours).
    """
    if not _is_of_another(reading, span):
        return "self"
    if reading.frames("X.not_ours"):
        return "elsewhere"
    if reading.frames("X.written_for"):
        return "proxy"
    told = reading.frames("X.other_had") and not reading.where("@now")
    return "told" if told else "other"


def _is_of_another(reading: Reading, span: Span) -> bool:
    """Whether who is named last in the sign, else nearest before or after it in its sentence, else before it, is another."""
    if not reading.others:
        return False
    (start, end), named = span, reading.others | reading.selves
    sentence = named & reading.sentence(span)
    nearest = highest(sentence & between(start, end))
    if nearest < 0:
        nearest = highest(sentence & between(0, start))
    if nearest < 0:
        nearest = lowest(sentence & between(end, end + _NEAR))
    if nearest < 0:
        nearest = highest(named & between(0, start))
    return nearest >= 0 and bool(reading.others >> nearest & 1)
