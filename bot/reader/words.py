"""The words of a text, as the reader counts those that it knows."""

import re

_LETTERS = re.compile(r"[^\W\d_]+")


def words(text: str) -> set[str]:
    """Return the runs of letters in `text`, in small letters: "can't" is two."""
    return set(_LETTERS.findall(text.lower()))
