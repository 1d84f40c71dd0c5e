"""The little language the phrase tables are written in, and how it is found in a text.

A pattern is words in order: `cant ..2 @breathe`. A word may end in `*` (begins with), `@name` is a concept, `a|b` either,
`?` after an element makes it optional, `..N` lets up to N other words stand between (`..` is 3). `A & B` wants both in one
sentence in any order, `A + B` both anywhere in the text. `<` is the start and `>` the end of a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.safety.tokens import Token

Index = dict[str, dict[int, set[int]]]
Span = tuple[int, int]
_MOST_MATCHES = 12


@dataclass(frozen=True)
class Element:
    """One step of a pattern: any of `labels`, or (no labels) a gap of up to `gap` words."""

    labels: tuple[str, ...] = ()
    optional: bool = False
    gap: int = 0


@dataclass(frozen=True)
class Pattern:
    """`parts` in order of writing; `scope` says where they must stand together: "sentence" or "message"."""

    parts: tuple[tuple[Element, ...], ...]
    scope: str
    source: str

    def needs_all(self) -> list[tuple[str, ...]]:
        """Return the labels of every step."""
        return [step.labels for part in self.parts for step in part if step.labels]

    def needs(self) -> list[tuple[str, ...]]:
        """Return, for each step that must be there, the labels of which one is needed."""
        return [step.labels for part in self.parts for step in part if step.labels and not step.optional]


def parse(source: str) -> Pattern:
    """Return the pattern written as `source`. ValueError when a part is empty."""
    joiner, scope = ("+", "message") if " + " in source else ("&", "sentence")
    parts = tuple(tuple(map(_element, part.split())) for part in source.split(f" {joiner} "))
    if not all(parts):
        raise ValueError(f"empty part in pattern {source!r}")
    return Pattern(parts, scope, source)


def _element(word: str) -> Element:
    if word.startswith(".."):
        return Element(gap=int(word[2:] or 3))
    optional = word.endswith("?") and len(word) > 1
    return Element(tuple((word[:-1] if optional else word).split("|")), optional)


def find(pattern: Pattern, tokens: list[Token], index: Index) -> list[tuple[Span, ...]]:
    """Return each way `pattern` stands in the text: one (first, last+1) token span per part."""
    found = [list(_find_part(part, tokens, index)) for part in pattern.parts]
    if not all(found):
        return []
    if len(found) == 1:
        return [(span,) for span in found[0]]
    if pattern.scope == "message":
        return [tuple(spans[0] for spans in found)]
    return list(_in_one_sentence(found, tokens))


def _in_one_sentence(found: list[list[Span]], tokens: list[Token]) -> Iterable[tuple[Span, ...]]:
    for first in found[0]:
        sentence = tokens[first[0]].sentence
        others = [[span for span in spans if tokens[span[0]].sentence == sentence] for spans in found[1:]]
        if all(others):
            yield (first, *(min(spans, key=lambda span: abs(span[0] - first[0])) for spans in others))


def _find_part(part: tuple[Element, ...], tokens: list[Token], index: Index) -> Iterable[Span]:
    count, free_until = 0, 0
    for start in _starts(part, index):
        if start < free_until:
            continue
        end = _end_of(part, start, tokens, index)
        if end is not None:
            yield start, end
            count, free_until = count + 1, end
            if count == _MOST_MATCHES:
                return


def _starts(part: tuple[Element, ...], index: Index) -> list[int]:
    starts: set[int] = set()
    for step in part:
        starts.update(start for label in step.labels for start in index.get(label, ()))
        if not step.optional:
            break
    return sorted(starts)


def _end_of(part: tuple[Element, ...], start: int, tokens: list[Token], index: Index) -> int | None:
    """Return where the shortest match from `start` ends; each step keeps the set of places reached, so nothing is tried twice."""
    reached, sentence = {start}, tokens[start].sentence if start < len(tokens) else -1
    for step in part:
        if step.gap:
            reached = {at + skip for at in reached for skip in range(step.gap + 1) if _within(at + skip, sentence, tokens)}
        else:
            onward = {end for at in reached for label in step.labels for end in index.get(label, {}).get(at, ())}
            onward = {end for end in onward if end == 0 or tokens[end - 1].sentence == sentence}
            reached = onward | reached if step.optional else onward
        if not reached:
            return None
    return min(reached)


def _within(at: int, sentence: int, tokens: list[Token]) -> bool:
    return at <= len(tokens) and (not at or tokens[at - 1].sentence == sentence)
