"""Whether two texts are one text in another dress, so that none is both learnt from and measured on."""

import re
import unicodedata

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
