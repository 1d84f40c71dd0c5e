"""Whether a danger word is about an animal or a thing ("my dogs eye is red", "the wifi has collapsed"), and so about no patient.

A thing is its subject where it opens the clause and nobody else is named up to the sign, or where it follows at once ("fainting
couch"). It bears the sign where that is on or in it: "a blister on the paintwork".
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from bot.safety.bits import between, highest, lowest
from bot.safety.reading import Reading
from bot.safety.search import Span
from bot.safety.words import words

#: How many tokens a subject may be before its sign, and what bears the sign after it.
_FAR, _NEAR = 8, 4
_OWNS = words("has had have got gets is was with")
#: The rows that are told by way of things: what an eye in danger sees, and what a complaint is about.
_BY_WAY_OF_THINGS = words("E4 U5 R6 R7")
#: The rows whose signs something bears, a skin or a wall. What happens to somebody only happens there, and may leave blood.
_BORNE, _MARKS = words("U1 U2 U3 U4 U6 R1 R2 R3 R4"), words("R1 R2 R3 R4")


def is_nobodys(subjects: Sequence[str | None], row: str) -> bool:
    """Whether a sign of that row (E1 ... R8) is no person's: its first part an animal's, or all of it a thing's.

    A wish to die always is somebody's.
    """
    if row == "E5":
        return False
    return subjects[0] == "animal" or all(_is_a_things(kind, row) for kind in subjects)


def _is_a_things(kind: str | None, row: str) -> bool:
    if kind == "thing":
        return row not in _BY_WAY_OF_THINGS
    return kind == "animal" or row in _BORNE and kind == "bearer" or row in _MARKS and kind == "place"


class World:
    """The animals and things that a text names, as sets of tokens with a bit each."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def subject(self, span: Span) -> str | None:
        """Return "animal" or "thing" where the sign is one's, None where it may be a person's.

        Where it is on a thing that is "bearer", or "place" for one that a patient may be in or on.
        """
        if not self._worldly:
            return None
        start, end = span
        sentence = self._reading.sentence(span)
        subjects = (self._openers | self._pets) & between(0, start)
        bodies = self._bodies & ~between(start, end)
        named = highest((self._persons | bodies | subjects) & between(max(0, start - _FAR), end) & sentence)
        if named >= 0:
            return self._opening(named, span) if subjects >> named & 1 else None
        if (self._persons | self._bodies) & between(0, start) & sentence:
            return None
        return self._following(start + 1) or self._following(end)

    def _opening(self, named: int, span: Span) -> str | None:
        """Return what it is where what is named up to the sign is an animal or a thing, and nothing new begins between."""
        reading, leads = self._reading, between(named, span[0])
        opens = self._openers >> named & 1
        if leads & reading.turns:
            return None
        if self._animals >> named & 1:
            return "animal" if opens or not leads & (reading.commas | reading.where("@clause_start")) else None
        if self._bodies & between(*span) & ~reading.words("heart"):
            return None
        return "bearer" if leads & reading.index.marks else "thing"

    def _following(self, end: int) -> str | None:
        """Return what the thing is that stands there, or next after an "on the", with nobody named between."""
        reading, at = self._reading, lowest(self._worldly & between(end, end + _NEAR))
        if at < 0 or (self._persons | self._bodies | reading.index.marks) & between(end, at):
            return None
        joined = at == end or bool(reading.where("@bearing") & between(end, at))
        if reading.where("@spot") >> at & 1:
            return "place" if joined else None
        if at == end:
            return "animal" if self._animals >> at & 1 else "thing"
        return "bearer" if joined else None

    @cached_property
    def _animals(self) -> int:
        return self._reading.where("@animal")

    @cached_property
    def _worldly(self) -> int:
        """The animals and things that neither liken something to themselves ("like a train") nor are denied."""
        like = self._reading.words("like", "as", "than")
        apart = like << 1 | like << 2 | like << 3 | self._reading.negators << 1
        return (self._animals | self._reading.where("@thing")) & ~apart

    @cached_property
    def _openers(self) -> int:
        """The animals and things that open a clause, with their article and what they are like at most before them."""
        firsts = sum(1 << sentence.first for sentence in self._reading.tokens.sentences)
        opening = firsts | (self._reading.commas | self._reading.where("@clause_start")) << 1
        article = opening & self._reading.where("@determiner")
        return self._worldly & (opening | opening << 1 | article << 2 | article << 3)

    @cached_property
    def _pets(self) -> int:
        """The animals that have an article or an owner, wherever they stand: "get my dog to stop"."""
        article = self._reading.where("@determiner")
        return self._worldly & self._animals & (article << 1 | article << 2)

    @cached_property
    def _persons(self) -> int:
        return self._reading.selves | self._reading.others & ~self._animals

    @cached_property
    def _bodies(self) -> int:
        """The parts of a body, an animal's own left out ("my dogs eye", "the cat has conjunctivitis, both eyes")."""
        owning = self._worldly & self._reading.words(*_OWNS) >> 1
        owned = between(lowest(owning), len(self._reading.tokens)) if owning else 0
        return self._reading.where("@body_part") & ~(self._animals << 1) & ~owned
