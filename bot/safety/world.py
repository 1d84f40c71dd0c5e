"""Whether a danger word is about an animal or a thing ("my dogs eye is red", "the wifi has collapsed"), and so about no patient.

A thing is its subject where it opens the clause and nobody else is named up to the sign, or where it follows at once ("fainting
couch"). It bears the sign where that is on or in it: "a blister on the paintwork".
"""

from __future__ import annotations

from bot.safety.bits import between, highest, lowest
from bot.safety.reading import Reading
from bot.safety.search import Span

#: How many tokens a subject may be before its sign, and what bears the sign after it.
_FAR, _NEAR = 8, 4


def subject(reading: Reading, span: Span) -> str | None:
    """Return "animal" or "thing" where the sign is one's, "bearer" where it is on one, None where it may be a person's."""
    if not reading.worldly:
        return None
    start, end = span
    before = between(max(0, start - _FAR), end) & reading.sentence(span)
    bodies = reading.bodies & ~between(start, end)
    named = highest((reading.persons | bodies | reading.subjects) & before)
    if named >= 0:
        return _opening(reading, named, span) if reading.subjects >> named & 1 else None
    if (reading.persons | reading.bodies) & between(0, start) & reading.sentence(span):
        return None
    return _following(reading, end)


def _opening(reading: Reading, named: int, span: Span) -> str | None:
    if between(named, span[0]) & (reading.turns | reading.index.marks):
        return None
    if reading.animals >> named & 1:
        return "animal"
    return None if reading.bodies & between(*span) else "thing"


def _following(reading: Reading, end: int) -> str | None:
    """Return what the thing is that stands next, or after an "on the", with nobody named between."""
    at = lowest(reading.objects & between(end, end + _NEAR))
    if at < 0 or (reading.persons | reading.bodies | reading.index.marks) & between(end, at):
        return None
    if at == end:
        return "animal" if reading.animals >> at & 1 else "thing"
    return "bearer" if reading.where("@bearing") & between(end, at) else None
