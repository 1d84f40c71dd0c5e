"""Words of a text with their place in it, in sentences and clauses."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

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


class Token(NamedTuple):
    """One word, number or mark: its corrected form, its raw form, its offsets in the original text, and its sentence.

    `stop` is one past the last token of the sentence; `is_word` is false for marks.
    """

    word: str
    raw: str
    start: int
    end: int
    sentence: int
    is_word: bool
    stop: int


def tokenise(text: str, speller: Speller) -> list[Token]:
    """Return the tokens of `text` in order; a sentence ends at its mark or at a line break, and a comma is a token."""
    cleaned, offsets = clean(text)
    found = list(islice(_TOKEN.finditer(cleaned), _MOST_TOKENS))
    sentences = _sentences(cleaned, found)
    stops = {sentence: at + 1 for at, sentence in enumerate(sentences)}
    return [
        _token(match, speller, offsets, sentence, stops[sentence]) for match, sentence in zip(found, sentences, strict=True)
    ]


def _sentences(cleaned: str, found: list[re.Match[str]]) -> list[int]:
    sentences, sentence, last_end = [], 0, 0
    for match in found:
        if match.start() > last_end and "\n" in cleaned[last_end : match.start()]:
            sentence += 1
        sentences.append(sentence)
        last_end = match.end()
        sentence += match.group() in _SENTENCE_ENDS
    return sentences


def _token(match: re.Match[str], speller: Speller, offsets: list[int], sentence: int, stop: int) -> Token:
    raw = match.group()
    if "'" in raw:
        raw = _without_apostrophe(raw)
    word = speller.correct(raw)
    return Token(word, raw, offsets[match.start()], offsets[match.end() - 1] + 1, sentence, word[0].isalnum(), stop)


def _without_apostrophe(raw: str) -> str:
    """Return "cant" for "can't" and "throat" for "throat's"; small words keep their s, the tables know them joined ("it's")."""
    stem, _, tail = raw.rpartition("'")
    if tail == "s" and len(stem) > 2 and stem not in _JOINED:
        return stem.replace("'", "")
    return raw.replace("'", "") or "'"
