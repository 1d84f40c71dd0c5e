"""The little language the phrase tables are written in, and how it is found in a text.

A pattern is words in order: `cant ..2 @breathe`. A word may end in `*` (begins with), `@name` is a concept, `a|b` either,
`?` after an element makes it optional, `..N` lets up to N other words stand between (`..` is 3). `A & B` wants both in one
sentence in any order, `A + B` both anywhere in the text. `<` is the start and `>` the end of a sentence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_

from bot.safety.tokens import Token
from bot.safety.words import words

Span = tuple[int, int]
_MOST_MATCHES = 12
_DENIALS = words("no not wont isnt hasnt doesnt never nothing havent arent wouldnt dont without لا ما مش مو لم")
Labels = frozenset[str]
_Places = tuple[list[int], dict[int, set[int]]]


@dataclass(frozen=True)
class Step:
    """One step of a pattern: any of `labels`, after at most `gap` other words."""

    labels: Labels
    optional: bool = False
    gap: int = 0


@dataclass(frozen=True)
class Pattern:
    """`parts` in order of writing; `scope` says where they must stand together: "sentence" or "message".

    `needs` holds, for each part, the labels of each step that must be there; `denies` says that a negation is part of the sign
    itself ("cant breathe").
    """

    parts: tuple[tuple[Step, ...], ...]
    scope: str
    needs: tuple[tuple[Labels, ...], ...]
    denies: bool


class Index:
    """Where each label stands in a text: label -> first token -> the ends (one past the last token) it may have.

    Beside it, for each label, the sentences it stands in, a bit each: two labels that share no sentence need no closer look.
    """

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.labels: dict[str, dict[int, set[int]]] = {}
        self._bits = [1 << token.sentence for token in tokens]
        self._sentences: dict[str, int] = {}
        self._merged: dict[Labels, _Places] = {}
        self._masks: dict[Labels, int] = {}

    def add(self, label: str, start: int, end: int) -> None:
        """Let `label` stand on the tokens from `start` to before `end`; `<` and `>` stand between tokens."""
        bit = self._bits[start if start < end or label == "<" else start - 1]
        places = self.labels.get(label)
        if places is None:
            self.labels[label] = {start: {end}}
            self._sentences[label] = bit
            return
        places.setdefault(start, set()).add(end)
        self._sentences[label] |= bit

    def places(self, labels: Labels) -> _Places:
        """Return the sorted starts, and start -> ends, of any of `labels`."""
        found = self._merged.get(labels)
        if found is None:
            present = [self.labels[label] for label in labels & self.labels.keys()]
            ends: dict[int, set[int]] = present[0] if len(present) == 1 else {}
            if len(present) > 1:
                for places in present:
                    for start, stops in places.items():
                        ends[start] = ends[start] | stops if start in ends else stops
            found = self._merged[labels] = (sorted(ends), ends)
        return found

    def sentences_with(self, needs: tuple[Labels, ...]) -> int:
        """Return the sentences (a bit each) that hold one label of every group of `needs`."""
        bits, masks = -1, self._masks
        for labels in needs:
            mask = masks.get(labels)
            if mask is None:
                mask = 0
                for label in labels & self.labels.keys():
                    mask |= self._sentences[label]
                masks[labels] = mask
            bits &= mask
            if not bits:
                return 0
        return bits


def parse(source: str) -> Pattern:
    """Return the pattern written as `source`. ValueError when a part is empty."""
    joiner, scope = ("+", "message") if " + " in source else ("&", "sentence")
    parts = tuple(tuple(_steps(part.split())) for part in source.split(f" {joiner} "))
    if not all(parts):
        raise ValueError(f"empty part in pattern {source!r}")
    needs = tuple(tuple(step.labels for step in part if not step.optional) for part in parts)
    return Pattern(parts, scope, needs, any(_is_denial(labels) for group in needs for labels in group))


def _is_denial(labels: Labels) -> bool:
    return any(not _DENIALS.isdisjoint(label.split("_")) for label in labels)


def _steps(source: list[str]) -> Iterable[Step]:
    gap = 0
    for word in source:
        if word.startswith(".."):
            gap = int(word[2:] or 3)
        else:
            optional = word.endswith("?") and len(word) > 1
            yield Step(frozenset((word[:-1] if optional else word).split("|")), optional, gap)
            gap = 0


def find(pattern: Pattern, index: Index) -> list[tuple[Span, ...]]:
    """Return each way `pattern` stands in the text: one (first, last+1) token span per part."""
    sentences = []
    for needs in pattern.needs:
        sentences.append(index.sentences_with(needs))
        if not sentences[-1]:
            return []
    if pattern.scope == "sentence":
        sentences = [reduce(and_, sentences)] * len(sentences)
    found: list[list[Span]] = []
    for part, bits in zip(pattern.parts, sentences, strict=True):
        found.append(list(_find_part(part, bits, index)) if bits else [])
        if not found[-1]:
            return []
    if len(found) == 1:
        return [(span,) for span in found[0]]
    if pattern.scope == "message":
        return [tuple(spans[0] for spans in found)]
    return list(_in_one_sentence(found, index.tokens))


def _in_one_sentence(found: list[list[Span]], tokens: list[Token]) -> Iterable[tuple[Span, ...]]:
    for first in found[0]:
        sentence = tokens[first[0]].sentence
        others = [[span for span in spans if tokens[span[0]].sentence == sentence] for spans in found[1:]]
        if all(others):
            yield (first, *(min(spans, key=lambda span: abs(span[0] - first[0])) for spans in others))


def _find_part(part: tuple[Step, ...], sentences: int, index: Index) -> Iterable[Span]:
    count, free_until, tokens = 0, 0, index.tokens
    for start in _starts(part, index):
        if start < free_until or start >= len(tokens) or not sentences >> tokens[start].sentence & 1:
            continue
        if (end := _end_of(part, start, index)) is not None:
            yield start, end
            count, free_until = count + 1, end
            if count == _MOST_MATCHES:
                return


def _starts(part: tuple[Step, ...], index: Index) -> list[int]:
    if not part[0].optional:
        return index.places(part[0].labels)[0]
    starts: set[int] = set()
    for step in part:
        starts.update(index.places(step.labels)[0])
        if not step.optional:
            break
    return sorted(starts)


def _end_of(part: tuple[Step, ...], start: int, index: Index) -> int | None:
    """Return where the shortest match from `start` ends; each step keeps the set of places reached, so nothing is tried twice."""
    reached, limit = {start}, index.tokens[start].stop
    for step in part:
        starts, ends = index.places(step.labels)
        onward = reached.copy() if step.optional else set()
        for at in reached:
            place = bisect_left(starts, at)
            while place < len(starts) and starts[place] <= at + step.gap and starts[place] <= limit:
                onward.update(end for end in ends[starts[place]] if end <= limit)
                place += 1
        if not onward:
            return None
        reached = onward
    return min(reached)
