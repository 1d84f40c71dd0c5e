"""Make a text comparable without losing where each character came from.

Phones, keyboards and mischief produce full-width letters, zero-width joins, accents and look-alike letters; the tables are
written once, in plain lower case.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "`": "'", "\u00b4": "'", "\u201c": '"', "\u201d": '"', "\u066b": "."}
_LOOKALIKES = dict(zip("\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0501", "aeopcyxisd", strict=True))
_LOOKALIKES |= dict(zip("\u03bf\u03b1\u03b5\u03c1\u03b9", "oaepi", strict=True))
_ARABIC_FORMS = {"\u0649": "\u064a", "\u0629": "\u0647", "\u0640": "", "\u06a9": "\u0643", "\u06cc": "\u064a"}


def clean(text: str) -> tuple[str, list[int]]:
    """Return `text` folded to plain lower case, and for each character of it the offset it had in `text`."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    mixed = any("a" <= char <= "z" for char in text.lower())
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    for found in _NOT_ASCII.finditer(text):
        at = found.start()
        folded = _fold(found.group(), mixed)
        pieces += (text[done:at].lower(), folded)
        offsets.extend(range(done, at))
        offsets.extend([at] * len(folded))
        done = at + 1
    return "".join(pieces) + text[done:].lower(), [*offsets, *range(done, len(text))]


@lru_cache(maxsize=4096)
def _fold(char: str, mixed: bool) -> str:
    if char in _QUOTES:
        return _QUOTES[char]
    if char in _ARABIC_FORMS:
        return _ARABIC_FORMS[char]
    return "".join(_fold_part(part, mixed) for part in unicodedata.normalize("NFKD", char).lower())


def _fold_part(char: str, mixed: bool) -> str:
    category = unicodedata.category(char)
    if category in ("Mn", "Cf", "Me", "Cs"):
        return ""
    if category == "Nd":
        return str(unicodedata.digit(char))
    if mixed and char in _LOOKALIKES:
        return _LOOKALIKES[char]
    return _ARABIC_FORMS.get(char, char)
