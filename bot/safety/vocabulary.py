"""Which labels each word carries: the words and concepts that the phrase tables speak of."""

from __future__ import annotations

from functools import lru_cache

from bot.safety.pattern import Index
from bot.safety.tokens import Token

_ARABIC_JOINED = ("وال", "بال", "لل", "ال", "و", "ف", "ب")


class Vocabulary:
    """Words, beginnings of words and whole phrases, each with the labels they carry in an index."""

    def __init__(self) -> None:
        self._words: dict[str, set[str]] = {}
        self._beginnings: dict[str, set[str]] = {}
        self._phrases: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = {}
        self.labels_of = lru_cache(maxsize=8192)(self._labels_of)

    def add(self, entry: str, label: str) -> None:
        """Let `entry` (a word, `begin*`, or words joined by `_`) carry `label`."""
        first, *rest = entry.split("_") if len(entry) > 1 else [entry]
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
        if word[:1] >= "\u0600":
            for joined in _ARABIC_JOINED:
                if word.startswith(joined) and len(word) > len(joined) + 1:
                    labels |= self._labels_of_form(word[len(joined) :])
        return tuple(labels)

    def _labels_of_form(self, word: str) -> set[str]:
        labels = set(self._words.get(word, ()))
        for length in range(2, len(word) + 1):
            labels |= self._beginnings.get(word[:length], set())
        return labels

    def index(self, tokens: list[Token]) -> Index:
        """Return where each label stands in `tokens`."""
        index = Index(tokens)
        words = [token.word for token in tokens]
        for at, word in enumerate(words):
            for label in self.labels_of(word):
                index.add(label, at, at + 1)
            for rest, label in self._phrases.get((word, words[at + 1]), ()) if at + 1 < len(words) else ():
                if tuple(words[at + 1 : at + 1 + len(rest)]) == rest:
                    index.add(label, at, at + 1 + len(rest))
        _mark_sentences(tokens, index)
        return index


def _mark_sentences(tokens: list[Token], index: Index) -> None:
    for at, token in enumerate(tokens):
        if not at or tokens[at - 1].sentence != token.sentence:
            index.add("<", at, at)
        if at + 1 == len(tokens) or tokens[at + 1].sentence != token.sentence or not tokens[at + 1].is_word:
            index.add(">", at + 1, at + 1)
