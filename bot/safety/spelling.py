"""Read texting shorthand and misspelt danger words, without turning one ordinary word into another.

A word is corrected only towards the short list of danger words in tables/spelling.txt, only at its first letter, only by one
slip (two in long words), and never when it is an ordinary word of its own: "lid" is not "lip", "fewer" is not "fever".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from os.path import commonprefix

_REPEATED, _DOUBLED = re.compile(r"(.)\1{2,}"), re.compile(r"(.)\1+")
_SHORTEST, _LONG, _LONGEST = 5, 9, 24


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
        if word in self._known or not 1 < len(word) <= _LONGEST or not word.isalpha():
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
        apart = ((slips(word, candidate), candidate) for candidate in near if candidate[0] == word[0])
        return min(((most, candidate) for most, candidate in apart if most <= _allowed(word, candidate)), default=(0, None))[1]


def _simpler_forms(word: str) -> list[str]:
    """Return the forms that "sooooo", "helpp" and "bleedin" stand for, likeliest first."""
    forms = []
    if _DOUBLED.search(word):
        forms = [form for form in (_REPEATED.sub(r"\1\1", word), _DOUBLED.sub(r"\1", word)) if form != word]
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


def _allowed(word: str, target: str) -> int:
    return 2 if min(len(word), len(target)) >= _LONG else 1


def slips(word: str, target: str) -> int:
    """Return the edits between two words, a swap of neighbours counting as one."""
    start = len(commonprefix((word, target)))
    end = len(commonprefix((word[start:][::-1], target[start:][::-1])))
    return _edits(word[start : len(word) - end], target[start : len(target) - end])


def _edits(word: str, target: str) -> int:
    if not word or not target:
        return len(word) + len(target)
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
