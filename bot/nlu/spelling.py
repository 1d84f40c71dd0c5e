"""Misspellings: the known word that a patient meant, when there is exactly one sensible reading.

Symmetric-delete lookup: every known word is filed under itself with letters left out, so one dictionary access finds all
words one or two slips away, whatever the size of the vocabulary.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from itertools import combinations

SHORTEST = 5
LONG = 8


class Spelling:
    """Corrects towards `vocabulary`; words in `guarded` are right as they are ("lip" is not "lid")."""

    def __init__(self, vocabulary: Iterable[str], guarded: Iterable[str] = ()) -> None:
        self._words = {word for word in vocabulary if len(word) >= SHORTEST and word.isalpha()}
        self._known = set(vocabulary) | set(guarded)
        self._answers: dict[str, str] = {}

    def correct(self, word: str) -> str:
        """The known word meant by `word`, or `word` itself."""
        if word in self._known or len(word) < SHORTEST or not word.isalpha():
            return word
        if word not in self._answers:
            if len(self._answers) > 20_000:
                self._answers.clear()
            self._answers[word] = self._nearest(word)
        return self._answers[word]

    def _nearest(self, word: str) -> str:
        reach = slips_allowed(word)
        candidates = {known for form in deletes(word, reach) for known in self._index.get(form, ())}
        near = sorted((distance(word, known), known) for known in candidates if known[0] == word[0])
        near = [(slips, known) for slips, known in near if slips <= min(reach, slips_allowed(known))]
        return near[0][1] if near else word

    @cached_property
    def _index(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        for known in self._words:
            for form in deletes(known, slips_allowed(known)):
                index[form].append(known)
        return index


def slips_allowed(word: str) -> int:
    """How many letters may be wrong: one from five letters, two from eight."""
    return 0 if len(word) < SHORTEST else 1 if len(word) < LONG else 2


def deletes(word: str, reach: int) -> set[str]:
    """`word` and every form of it with up to `reach` letters left out."""
    forms = {word}
    for count in range(1, reach + 1):
        forms |= {"".join(left) for left in combinations(word, len(word) - count)}
    return forms


def distance(left: str, right: str) -> int:
    """Damerau-Levenshtein distance (optimal alignment): insert, delete, replace, swap neighbours."""
    rows = [list(range(len(right) + 1))]
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            best = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                best = min(best, rows[i - 2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
