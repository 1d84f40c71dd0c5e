"""Words of a text with their place in it, in sentences and clauses."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from bot.safety.asides import apart
from bot.safety.bits import between
from bot.safety.clean import clean
from bot.safety.spelling import Speller
from bot.safety.words import words

# One alternative per first character: nothing here can backtrack over more than one word.
_TOKEN = re.compile(
    r"b4\b|l8r?\b|gr8\b|m8s?\b|2(?:day|moro|moz|nite|mrw|nyt)\b|[a-z]+(?:'[a-z]+)*|\d+(?:[.,]\d+)*|"
    r"[\u0600-\u06ff]+|[^\W\d_]+|[^\s]"
)
_SENTENCE_ENDS = frozenset(".!?;\u061f\u2026\u061b")
_MOST_TOKENS = 700
_JOINED = words("she that there what who how here where when let everyone everything someone something nothing nobody")


class Sentence(NamedTuple):
    """Some tokens in a row, from `first` to before `stop`, and the same as a set with a bit for each (`tokens`).

    A line break between two sentences leaves out a number; marks
    by themselves ("...") have that of the sentence after them.
    """

    number: int
    first: int
    stop: int
    tokens: int


class Tokens:
    """The words, numbers and marks of a text in order: their corrected forms, and the sentence each is in.

    A sentence ends at its mark or at a line break, and a comma is a token; with `asides_apart` what is put beside a sign is a
    sentence of its own. `has_asides` tells whether that would be another reading.
    """

    def __init__(self, text: str, speller: Speller, *, asides_apart: bool = False) -> None:
        cleaned, self._offsets = clean(text)
        told = apart(cleaned)
        self.has_asides = told != cleaned
        self._cleaned = told if asides_apart else cleaned
        self._raws, self.sentences = _cut(self._cleaned)
        self.words = list(map(speller.correct, map(_without_apostrophe, self._raws) if "'" in self._cleaned else self._raws))
        self._sentence_of = [sentence for sentence in self.sentences for _ in range(sentence.first, sentence.stop)]

    def __len__(self) -> int:
        return len(self.words)

    def sentence(self, at: int) -> Sentence:
        """Return the sentence of that token."""
        return self._sentence_of[at]

    def is_word(self, at: int) -> bool:
        """Whether that token is a word or a number, and no mark."""
        return self.words[at][0].isalnum()

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the text, from and to, of the tokens from `start` to before `end`."""
        last = end - 1
        return self._offsets[self._starts[start]], self._offsets[self._starts[last] + len(self._raws[last]) - 1] + 1

    @cached_property
    def _starts(self) -> list[int]:
        """Where each token starts: there is only space between them, so the next one is the first of its kind."""
        starts, at = [], 0
        for raw in self._raws:
            starts.append(self._cleaned.index(raw, at))
            at = starts[-1] + len(raw)
        return starts


def _cut(cleaned: str) -> tuple[list[str], list[Sentence]]:
    """Return the tokens as they are written, and their sentences."""
    raws: list[str] = []
    sentences: list[Sentence] = []
    number = 0
    for lines_above, line in enumerate(cleaned.split("\n")):
        found = _TOKEN.findall(line)[: _MOST_TOKENS - len(raws)]
        number += bool(found and lines_above)
        first, last = len(raws), len(raws) + len(found)
        raws += found
        for stop, raw in enumerate(found, first + 1):
            if raw in _SENTENCE_ENDS or stop == last:
                sentences.append(Sentence(number, first, stop, between(first, stop)))
                number += raw in _SENTENCE_ENDS and stop - first > 1
                first = stop
    return raws, sentences


def _without_apostrophe(raw: str) -> str:
    """Return "cant" for "can't" and "throat" for "throat's"; small words keep their s, the tables know them joined ("it's")."""
    if "'" not in raw:
        return raw
    stem, _, tail = raw.rpartition("'")
    if tail == "s" and len(stem) > 2 and stem not in _JOINED:
        return stem.replace("'", "")
    return raw.replace("'", "") or "'"
