"""Which labels each word carries: the words and concepts that the phrase tables speak of."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bot.safety.pattern import Index
from bot.safety.tokens import Token


class Vocabulary:
    """Words, beginnings of words and whole phrases, each with the labels they carry in an index."""

    def __init__(self) -> None:
        self._words: dict[str, set[str]] = {}
        self._beginnings: dict[str, set[str]] = {}
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self.labels_of = lru_cache(maxsize=8192)(self._labels_of)

    def add(self, entry: str, label: str) -> None:
        """Let `entry` (a word, `begin*`, or words joined by `_`) carry `label`."""
        first, *rest = entry.split("_") if len(entry) > 1 else [entry]
        if rest:
            self._phrases.setdefault(first, []).append((tuple(rest), label))
        elif entry.endswith("*") and len(entry) > 1:
            self._beginnings.setdefault(entry[:-1], set()).add(label)
        else:
            self._words.setdefault(entry, set()).add(label)

    def known_words(self) -> set[str]:
        """Return every whole word the tables use, for the speller to leave alone."""
        in_phrases = {word for first, rest in self._phrases.items() for words, _ in rest for word in (first, *words)}
        return set(self._words) | in_phrases

    def _labels_of(self, word: str) -> tuple[str, ...]:
        labels = set(self._words.get(word, ()))
        for length in range(2, len(word) + 1):
            labels |= self._beginnings.get(word[:length], set())
        return tuple(labels)

    def index(self, tokens: list[Token]) -> Index:
        """Return label -> first token -> the ends (one past the last token) at which that label stands."""
        index: Index = {}
        for at, token in enumerate(tokens):
            for label in self.labels_of(token.word):
                index.setdefault(label, {}).setdefault(at, set()).add(at + 1)
            for rest, label in self._phrases.get(token.word, ()):
                if _follows(rest, at + 1, tokens):
                    index.setdefault(label, {}).setdefault(at, set()).add(at + 1 + len(rest))
        _mark_sentences(tokens, index)
        return index


def _follows(rest: Iterable[str], at: int, tokens: list[Token]) -> bool:
    return all(place < len(tokens) and tokens[place].word == word for place, word in enumerate(rest, at))


def _mark_sentences(tokens: list[Token], index: Index) -> None:
    starts, ends = index.setdefault("<", {}), index.setdefault(">", {})
    for at, token in enumerate(tokens):
        if not at or tokens[at - 1].sentence != token.sentence:
            starts[at] = {at}
        if at + 1 == len(tokens) or tokens[at + 1].sentence != token.sentence or not tokens[at + 1].is_word:
            ends[at + 1] = {at + 1}
