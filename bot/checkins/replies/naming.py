"""Whether a text names one of some words, and does not deny it."""

import re
from collections.abc import Iterable

from bot.checkins.replies.atoms import plain

_DENIAL = re.compile(
    r"\b(?:no|not|isn'?t|aren'?t|wasn'?t|never|without|nor|neither|none|don'?t|doesn'?t|hasn'?t)\b(?: [\w']+){0,2} ?$"
)
_CHAINED = re.compile(r"\b(?:no|not|without|nor|neither|never)\b[\w' ]*(?: or| nor|,|/| and)[\w' ]* ?$")
_BREAK = re.compile(r"[.;!?\n]| but | though | just | only ")


def names(text: str, words: Iterable[str]) -> bool:
    """Return whether `text` has one of `words` that is not denied: "hot" yes, "not hot" and "no heat or pus" no."""
    small = plain(text)
    return any(_told(small, found.start()) for word in words for found in re.finditer(rf"\b{re.escape(word)}\b", small))


def _told(text: str, start: int) -> bool:
    breaks = [found.end() for found in _BREAK.finditer(text, 0, start)]
    before = text[breaks[-1] if breaks else 0 : start]
    return not (_DENIAL.search(before) or _CHAINED.search(before))
