"""Whether a text names one of some words, and does not deny it."""

import re
from collections.abc import Iterable

from bot.checkins.replies.atoms import plain

# "no" denies what stands right after it ("no, its painful" does not), "not" and its kin a little further on
_DENIAL = re.compile(
    r"\b(?:(?:no|without|nor|neither|zero)(?: more| real| sign of| signs of| new| visible| any)*"
    r"|(?:not|isn'?t|aren'?t|wasn'?t|never|don'?t|doesn'?t|hasn'?t)(?: [\w']+){0,2}) $"
)
_CHAINED = re.compile(r"\b(?:no|not|without|neither|never) [\w', /]*(?: or| nor|/)(?: any)? ?$")
_LISTED = (re.compile(r"\b(?:no|not|without) (?:\w+, )+$"), re.compile(r"\w+(?:, \w+)*,? (?:or|nor)\b"))
_BREAK = re.compile(r"[.;!?\n]| but | though | just | only ")


def names(text: str, words: Iterable[str]) -> bool:
    """Return whether `text` has one of `words` that is not denied: "hot" yes, "not hot" and "no heat or pus" no."""
    small = plain(text)
    return any(_told(small, found.start()) for word in words for found in re.finditer(rf"\b{re.escape(word)}\b", small))


def _told(text: str, start: int) -> bool:
    breaks = [found.end() for found in _BREAK.finditer(text, 0, start)]
    before = text[breaks[-1] if breaks else 0 : start]
    listed = _LISTED[0].search(before) and _LISTED[1].match(text, start)
    return not (_DENIAL.search(before) or _CHAINED.search(before) or listed)
