"""Which patterns may stand in a text at all, told for thousands of them at once.

Every word that a pattern needs has a bit of its own: the first needs of all patterns side by side in a row, their second needs in
the next row, and so on. A word of a text brings the bits of all the needs that it meets. When the rows are laid over each other
after a sentence, a bit is left for each pattern of which nothing is missing there, and only those are looked for in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, lru_cache, reduce
from math import inf
from operator import or_

from bot.safety.bits import between, each
from bot.safety.index import Index
from bot.safety.pattern import Pattern
from bot.safety.vocabulary import Vocabulary

_EVERYWHERE = ("<", ">")
#: Tokens of a long sentence that are read together.
_BLOCK = 12
#: Words whose needs are kept at hand, of a few thousand bits each.
_KEPT = 4096


class Sieve:
    """The needs of `patterns`, whose labels are those of `vocabulary`."""

    def __init__(self, patterns: Iterable[Pattern], vocabulary: Vocabulary) -> None:
        self._patterns = sorted(patterns, key=lambda pattern: -len(pattern.needs))
        self._whole = (1 << len(self._patterns)) - 1
        self._messages = self._those(lambda pattern: pattern.scope == "message")
        self._apart = self._those(lambda pattern: pattern.scope == "sentence" and len(pattern.parts) > 1)
        self._far = self._those(lambda pattern: _reach(pattern, vocabulary.lengths) > _BLOCK)
        self._first_row = self._those(lambda pattern: bool(pattern.needs))
        self._needs_of: dict[str, list[int]] = {}
        self._rows = list(self._fill())
        self._met_by_label = lru_cache(maxsize=_KEPT)(self._met_by)
        self._met_by_word = lru_cache(maxsize=_KEPT)(lambda word: self._met_by_all(vocabulary.labels_of(word)))
        self._met_everywhere = self._met_by_all(_EVERYWHERE)

    def _those(self, chosen: Callable[[Pattern], bool]) -> int:
        return sum(1 << at for at, pattern in enumerate(self._patterns) if chosen(pattern))

    def _fill(self) -> Iterable[tuple[int, int]]:
        """Give each need its bit; yield where each row begins, and the patterns that have a need in it."""
        row = 0
        for depth in range(max((len(pattern.needs) for pattern in self._patterns), default=0)):
            deep = [pattern for pattern in self._patterns if len(pattern.needs) > depth]
            for at, pattern in enumerate(deep, row):
                for label in pattern.needs[depth]:
                    self._needs_of.setdefault(label, []).append(at)
            yield row, (1 << len(deep)) - 1
            row += len(deep)

    def _met_by(self, label: str) -> int:
        return reduce(or_, (1 << at for at in self._needs_of.get(label, ())), 0)

    def _met_by_all(self, labels: tuple[str, ...]) -> int:
        return reduce(or_, map(self._met_by_label, labels), 0) if labels else 0

    def sift(self, index: Index) -> dict[Pattern, int]:
        """Return the patterns that may stand in the text, each with the tokens (a bit each) it may start on."""
        words, sentences, read = index.tokens.words, index.tokens.sentences, cache(self._read)
        met_and_left = [read((*words[one.first : one.stop],), (*index.added.get(one.number, ()),)) for one in sentences]
        met = reduce(or_, (met for met, _ in met_and_left), 0)
        found = reduce(or_, (left for _, left in met_and_left), self._left(met) & self._messages)
        likely = dict.fromkeys(map(self._patterns.__getitem__, each(found)), between(0, len(words)))
        for at in each(found & self._apart):
            standing = (one.tokens for one, (_, left) in zip(sentences, met_and_left, strict=True) if left >> at & 1)
            likely[self._patterns[at]] = sum(standing)
        return likely

    def _read(self, words: tuple[str, ...], added: tuple[str, ...]) -> tuple[int, int]:
        """Return the needs that a sentence of such words and added labels meets, and the patterns of which it meets them all.

        In a long one, those of a pattern whose words stand close together must be met in a block, or begun in it and met with the
        block that follows.
        """
        anywhere = reduce(or_, map(self._met_by_label, added), self._met_everywhere)
        blocks = [
            reduce(or_, filter(None, map(self._met_by_word, words[at : at + _BLOCK])), anywhere)
            for at in range(0, len(words), _BLOCK)
        ]
        met = reduce(or_, blocks)
        left = self._left(met)
        if len(blocks) > 2:
            pairs = zip(blocks, (*blocks[1:], 0), strict=True)
            left &= reduce(or_, (self._left(one | after & ~self._first_row) for one, after in pairs), self._far)
        return met, left

    def _left(self, met: int) -> int:
        """Return the patterns of which every need is met."""
        left = self._whole
        for row, there in self._rows:
            left ^= left & there & ~(met >> row)
        return left


def _reach(pattern: Pattern, lengths: dict[str, int]) -> float:
    """Return how many tokens after its first need the last one starts at most; a label not in `lengths` may be of any."""
    if len(pattern.parts) > 1:
        return inf
    steps = pattern.parts[0]
    said = sum(max(lengths.get(label, inf) for label in step.labels) for step in steps[:-1])
    return said + sum(sum(step.leaps) for step in steps[1:])
