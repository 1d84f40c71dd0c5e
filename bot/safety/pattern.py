"""The little language the phrase tables are written in.

A pattern is words in order: `cant ..2 @breathe`. A word may end in `*` (begins with), `@name` is a concept, `a|b` either,
`?` after an element makes it optional, `..N` lets up to N other words stand between (`..` is 3). `A & B` wants both in one
sentence in any order, `A + B` both anywhere in the text. `<` is the start and `>` the end of a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from sys import intern
from typing import NamedTuple

from bot.safety.bits import leaps
from bot.safety.index import Labels
from bot.safety.words import words

_DENIALS = words("no not wont isnt hasnt doesnt never nothing havent arent wouldnt dont without لا ما مش مو لم")


class Step(NamedTuple):
    """One step of a pattern: any of `labels`, after no more other words than `leaps` make together (see `bits.leaps`)."""

    labels: Labels
    optional: bool
    leaps: tuple[int, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Pattern:
    """`parts` in order of writing; `scope` says where they must stand together: "sentence" or "message".

    `needs` holds the labels of each step that must be there; `denies` says that a negation is part of the sign itself
    ("cant breathe").
    """

    parts: tuple[tuple[Step, ...], ...]
    scope: str
    needs: tuple[Labels, ...]
    denies: bool

    def names(self, labels: Labels) -> bool:
        """Whether one of its steps asks for any of `labels`."""
        return any(not labels.isdisjoint(step.labels) for part in self.parts for step in part)


def parse(source: str) -> Pattern:
    """Return the pattern written as `source`. ValueError when a part is empty."""
    joiner, scope = ("+", "message") if " + " in source else ("&", "sentence")
    parts = tuple(tuple(_steps(part.split())) for part in source.split(f" {joiner} "))
    if not all(parts):
        raise ValueError(f"empty part in pattern {source!r}")
    needs = tuple(step.labels for part in parts for step in part if not step.optional)
    return Pattern(parts, scope, needs, any(_is_denial(labels) for labels in needs))


def _is_denial(labels: Labels) -> bool:
    return any(not _DENIALS.isdisjoint(label.split("_")) for label in labels)


def _steps(source: list[str]) -> Iterable[Step]:
    gap = 0
    for word in source:
        if word.startswith(".."):
            gap = int(word[2:] or 3)
        else:
            optional = word.endswith("?") and len(word) > 1
            yield Step(_labels(word[:-1] if optional else word), optional, leaps(gap))
            gap = 0


@cache
def _labels(source: str) -> Labels:
    """Return the labels of one step, each the same object wherever it is named: they are looked up all the time."""
    return frozenset(map(intern, source.split("|")))
