"""Where each word and each label stands in a text: for every label a set of tokens, kept as bits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property, reduce
from operator import or_

from bot.safety.tokens import Tokens

Labels = frozenset[str]
#: The tokens that any of some labels takes up alone (a bit each), and how many it takes up from which others on.
Places = tuple[int, tuple[tuple[int, int], ...]]


class Index:
    """The words and labels of one text, each with the tokens it begins at, a bit each. Filled first, asked then.

    Most labels take up one token, a phrase several; the labels `<` and `>`, which stand between tokens, take up none. `marks`
    are the tokens that are no words; `added` holds, by the number of the sentence, the labels that came of no single word.
    """

    def __init__(self, tokens: Tokens, labels_of: Callable[[str], Iterable[str]]) -> None:
        self.tokens = tokens
        self.words = _places_of(tokens.words)
        self.marks = sum(places for word, places in self.words.items() if not word[0].isalnum())
        self.added: dict[int, set[str]] = {}
        self._single: dict[str, int] = {}
        self._longer: dict[str, dict[int, int]] = {}
        self._starts: dict[str, int] = {}
        self._places: dict[Labels, Places] = {}
        self._mark_words(labels_of)
        if tokens.words:
            self._mark_edges()

    def _mark_words(self, labels_of: Callable[[str], Iterable[str]]) -> None:
        single = self._single
        for word, places in self.words.items():
            for label in labels_of(word):
                single[label] = single.get(label, 0) | places

    def _mark_edges(self) -> None:
        """Let `<` stand before each sentence, and `>` after each and before each mark."""
        firsts = sum(1 << sentence.first for sentence in self.tokens.sentences)
        self._longer["<"] = {0: firsts}
        self._longer[">"] = {0: (firsts | self.marks) & ~1 | 1 << len(self.tokens)}

    def add(self, label: str, start: int, end: int) -> None:
        """Let `label` stand on the tokens from `start` to before `end`."""
        self.added.setdefault(self.tokens.sentence(start).number, set()).add(label)
        if end == start + 1:
            self._single[label] = self._single.get(label, 0) | 1 << start
        else:
            lengths = self._longer.setdefault(label, {})
            lengths[end - start] = lengths.get(end - start, 0) | 1 << start

    def of(self, words: frozenset[str]) -> int:
        """Return the tokens that are any of these words."""
        return sum(self.words.get(word, 0) for word in words)

    def starts(self, label: str) -> int:
        """Return the tokens at which `label` begins."""
        found = self._starts.get(label)
        if found is None:
            longer = self._longer.get(label, {})
            found = self._starts[label] = reduce(or_, longer.values(), self._single.get(label, 0))
        return found

    def places(self, labels: Labels) -> Places:
        """Return where any of `labels` stands."""
        found = self._places.get(labels)
        if found is None:
            found = self._places[labels] = self._merged(labels)
        return found

    @cached_property
    def _present(self) -> frozenset[str]:
        return frozenset(self._single.keys() | self._longer.keys())

    def _merged(self, labels: Labels) -> Places:
        single = 0
        longer: tuple[tuple[int, int], ...] = ()
        for label in labels & self._present:
            if label in self._single:
                single |= self._single[label]
            if label in self._longer:
                longer += (*self._longer[label].items(),)
        return single, longer


def _places_of(words: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    bit = 1
    for word in words:
        places[word] = places.get(word, 0) | bit
        bit <<= 1
    return places
