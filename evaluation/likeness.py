"""Whether two texts are one text in another dress, so that none is both learnt from and measured on."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

#: Shorter texts ("STOP", "ok thanks", "2 1 n") are what everybody writes, and no secret.
SHORT = 3
#: From so many words on, texts of nearly the same words count as the same.
LONG, ALIKE = 5, 0.9

_MARKED = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_WORD = re.compile(r"\w+")


def words(text: str) -> tuple[str, ...]:
    """Return the bare words of a text: no marks of entities, no case, no apostrophes, no signs."""
    plain = unicodedata.normalize("NFKC", _MARKED.sub(r"\1", text)).casefold()
    return tuple(_WORD.findall(re.sub("['\u2019]", "", plain)))


def alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether two texts, as words, are the same or nearly so."""
    if one == other:
        return len(one) >= SHORT and len("".join(one)) > SHORT  # "2 1 n" are three words and no sentence
    fewer, more = sorted((len(one), len(other)))
    # A text of many repeated words may be missed here; it spares setting every pair of long and short texts side by side.
    if fewer < LONG or fewer < ALIKE * ALIKE * more:
        return False
    first, second = set(one), set(other)
    return len(first & second) >= ALIKE * len(first | second)


class Known:
    """Many texts, to be asked whether one of them is like another text."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = {words(text): text for text in texts}
        self._uses = Counter(word for known in self._texts for word in set(known))
        self._having: dict[str, list[tuple[str, ...]]] = {}
        for known in self._texts:
            for word in set(known):
                self._having.setdefault(word, []).append(known)

    def __len__(self) -> int:
        return len(self._texts)

    def like(self, text: str) -> str | None:
        """Return a known text that is alike, None where there is none."""
        wanted = words(text)
        return next((self._texts[known] for known in self._near(wanted) if alike(wanted, known)), None)

    def _near(self, wanted: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """The texts that share one of the rarest words: two that are alike differ in a tenth of their words at most."""
        rarest = sorted(set(wanted), key=lambda word: self._uses[word])
        for word in rarest[: len(rarest) // 8 + 1]:
            yield from self._having.get(word, ())
