"""Words of a text with their place in it, in sentences and clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.safety.clean import clean
from bot.safety.spelling import Speller

# One alternative per first character: nothing here can backtrack over more than one word.
_TOKEN = re.compile(r"b4\b|l8r?\b|gr8\b|m8s?\b|2(?:day|moro|moz|nite|mrw|nyt)\b|[a-z]+(?:'[a-z]+)*|\d+(?:[.,]\d+)*|[\u0600-\u06ff]+|[^\W\d_]+|[^\s]")
_SENTENCE_ENDS = frozenset(".!?;\u061f\u2026\u061b")
_MOST_TOKENS = 700


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark: its corrected form, its raw form, its offsets in the original text, and its sentence."""

    word: str
    raw: str
    start: int
    end: int
    sentence: int

    @property
    def is_word(self) -> bool:
        """Whether this is a word or a number rather than a mark."""
        return self.word[:1].isalnum()


def tokenise(text: str, speller: Speller) -> list[Token]:
    """Return the tokens of `text` in order; a sentence ends at its mark or at a line break, and a comma is a token."""
    cleaned, offsets = clean(text)
    tokens: list[Token] = []
    sentence, last_end = 0, 0
    for found in _TOKEN.finditer(cleaned):
        if len(tokens) >= _MOST_TOKENS:
            break
        if "\n" in cleaned[last_end : found.start()]:
            sentence += 1
        raw = found.group().replace("'", "") or "'"
        last_end = found.end()
        word = speller.correct(raw)
        tokens.append(Token(word, raw, offsets[found.start()], offsets[last_end - 1] + 1, sentence))
        sentence += raw in _SENTENCE_ENDS
    return tokens
