"""Read texting shorthand and misspelt danger words, without turning one ordinary word into another.

A word is corrected only towards the short list of danger words in tables/spelling.txt, only at its first letter, only by one
slip (two in long words), and never when it is an ordinary word of its own: "lid" is not "lip", "fewer" is not "fever".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_REPEATED = re.compile(r"(.)\1{2,}")
_SHORTEST, _LONG = 5, 9


class Speller:
    """Corrects single words; `known` words stand as they are."""

    def __init__(self, shorthand: dict[str, str], danger: Iterable[str], known: Iterable[str]) -> None:
        self._shorthand = shorthand
        self._danger = frozenset(danger)
        self._known = frozenset(known) | self._danger
        self._deletions = _deletions_of(self._danger)
        self.correct = lru_cache(maxsize=8192)(self._correct)

    def _correct(self, word: str) -> str:
        if word in self._shorthand:
            return self._shorthand[word]
        if word in self._known or len(word) > 24 or not word.isalpha():
            return word
        for form in _simpler_forms(word):
            if form in self._shorthand:
                return self._shorthand[form]
            if form in self._known:
                return form
        return self._nearest(word) or self._singular(word)

    def _singular(self, word: str) -> str:
        """Return "throat" for "throats" (a noun, or its "is") where the tables know the one and not the other."""
        known = len(word) > 4 and word.endswith("s") and word[:-1] in self._known
        return word[:-1] if known else word

    def _nearest(self, word: str) -> str | None:
        if len(word) < _SHORTEST - 1 or not word.isascii():
            return None
        near: set[str] = set(self._deletions.get(word, ()))
        for shorter in _without_one(word):
            near.update(self._deletions.get(shorter, ()))
        close = sorted(candidate for candidate in near if _is_slip(word, candidate))
        return min(close, key=lambda candidate: (slips(word, candidate), candidate), default=None)


def _simpler_forms(word: str) -> list[str]:
    """Return the forms that "sooooo", "helpp" and "bleedin" stand for, likeliest first."""
    doubled, single = _REPEATED.sub(r"\1\1", word), re.sub(r"(.)\1+", r"\1", word)
    forms = [form for form in (doubled, single) if form != word]
    return forms + [form + "g" for form in (word, *forms) if form.endswith("in")]


def _without_one(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def _deletions_of(words: Iterable[str]) -> dict[str, list[str]]:
    shortened: dict[str, list[str]] = {}
    for word in words:
        if len(word) >= _SHORTEST:
            once = _without_one(word)
            twice = {form for short in once for form in _without_one(short)} if len(word) >= _LONG else set()
            for form in {word} | once | twice:
                shortened.setdefault(form, []).append(word)
    return shortened


def _is_slip(word: str, target: str) -> bool:
    if word[0] != target[0] or abs(len(word) - len(target)) > 2:
        return False
    return slips(word, target) <= (2 if min(len(word), len(target)) >= _LONG else 1)


def slips(word: str, target: str) -> int:
    """Return the edits between two words, a swap of neighbours counting as one."""
    before: list[int] = []
    row = list(range(len(target) + 1))
    for i, left in enumerate(word, 1):
        before, above, row = row, before, [i]
        for j, right in enumerate(target, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == target[j - 2] and word[i - 2] == right:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]
