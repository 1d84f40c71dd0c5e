"""Which labels each word carries: the words and concepts that the phrase tables speak of."""

from __future__ import annotations

from functools import lru_cache
from itertools import compress, count, pairwise

from bot.safety.index import Index
from bot.safety.numbers import sizes
from bot.safety.tokens import Tokens

_SHORTEST_JOINED = 2
_ARABIC_JOINED = ("وال", "بال", "لل", "ال", "و", "ف", "ب")


class Vocabulary:
    """Words, beginnings of words and whole phrases, each with the labels they carry in an index.

    `lengths` holds for each label how many words take it at most.
    """

    def __init__(self) -> None:
        self.lengths: dict[str, int] = {}
        self._words: dict[str, set[str]] = {}
        self._beginnings: dict[str, set[str]] = {}
        self._phrases: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = {}
        self.labels_of = lru_cache(maxsize=8192)(self._labels_of)

    def add(self, entry: str, label: str) -> None:
        """Let `entry` (a word, `begin*`, or words joined by `_`) carry `label`."""
        first, *rest = entry.split("_") if len(entry) > 1 else [entry]
        self.lengths[label] = max(self.lengths.get(label, 0), 1 + len(rest))
        if rest:
            self._phrases.setdefault((first, rest[0]), []).append((tuple(rest), label))
        elif entry.endswith("*") and len(entry) > 1:
            self._beginnings.setdefault(entry[:-1], set()).add(label)
        else:
            self._words.setdefault(entry, set()).add(label)

    def known_words(self) -> set[str]:
        """Return every whole word the tables use, for the speller to leave alone."""
        in_phrases = {word for (first, _), rest in self._phrases.items() for words, _ in rest for word in (first, *words)}
        return set(self._words) | in_phrases

    def _labels_of(self, word: str) -> tuple[str, ...]:
        labels = self._labels_of_form(word)
        if word >= "\u0600" and len(word) > _SHORTEST_JOINED:
            for joined in _ARABIC_JOINED:
                if word.startswith(joined) and len(word) > len(joined) + 1:
                    labels |= self._labels_of_form(word[len(joined) :])
        return (*labels, *sizes(word))

    def _labels_of_form(self, word: str) -> set[str]:
        labels = set(self._words.get(word, ()))
        for length in range(2, len(word) + 1):
            beginning = self._beginnings.get(word[:length])
            if beginning:
                labels |= beginning
        return labels

    def index(self, tokens: Tokens) -> Index:
        """Return where each label stands in `tokens`."""
        index, words = Index(tokens, self.labels_of), tokens.words
        for at in compress(count(), map(self._phrases.__contains__, pairwise(words))):
            for rest, label in self._phrases[words[at], words[at + 1]]:
                if tuple(words[at + 1 : at + 1 + len(rest)]) == rest:
                    index.add(label, at, at + 1 + len(rest))
        return index
