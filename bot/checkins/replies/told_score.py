"""A score that a patient tells without being asked for one: "pains a solid nine", "its 8/10 today"."""

import re

from bot.checkins.replies.atoms import plain, value_of
from bot.checkins.replies.words import COUNTED, N

_ADVERBS = (
    r"(?:about|around|roughly|easily|easy|at least|nearly|almost|like|now|maybe|only|just|still|probably|more like|"
    r"up to|up at)"
)
_KINDS = r"(?:solid|good|strong|definite|proper|full|firm|real|hard|clear|low|high|steady|constant|mild|bad)"
_SIGN = (
    r"(?:pain(?:s|'s| score| level| levels| scale)?|hurt(?:s|ing)?|sore(?:ness)?|ach(?:e|es|ing)|throb(?:s|bing)?|"
    r"sting(?:s|ing)?|burn(?:s|ing)?)"
)


def _range(name: str) -> str:
    """Return the expression of a number or a range of two, in the groups `name` and `name`_upper."""
    return rf"(?P<{name}>{N})(?:\.\d)?(?: ?(?:-|to|or) ?(?P<{name}_upper>{N}))?"


_SHAPES = (
    rf"(?<![\w.]){_range('outof')} ?(?:/|out of|outa|outta|over|of) ?(?:10|ten)\b",
    rf"\b(?:its|it's|it is|im|i'm|id say|i'd say|say|call it|rate it|give it|gets to|hits|hitting|reached|reaching|at|is)? ?"
    rf"(?:{_ADVERBS} )*(?:a|an) (?:{_KINDS} )?{_range('article')}(?: (?:for|on) (?:the )?(?:pain|scale|soreness))?"
    rf"(?!\s?(?:{COUNTED}|[a-z]+ (?:old|ago)|year|hour|star|min))(?=\s*(?:$|[.,;!?)]|and\b|now\b|today\b|or\b|but\b|tbh\b|"
    rf"cant\b|can't\b|"
    r"for\b|on\b|i\b|right\b|at\b|so\b|still\b|when\b|if\b|this\b|id\b))",
    rf"\b{_SIGN}(?:[ :=,-]|\b(?:is|at|are|was|level|score|it|me|rating|of|on|scale|the|a|an|gone|going|went|up|to|hits|"
    rf"hit|hitting|reaches|reached|gets)\b|"
    rf"{_ADVERBS}|{_KINDS})*?"
    rf" ?{_range('named')}(?![\w/:.]?\d)(?!\s?{COUNTED})(?!\w)",
    rf"(?<![\w.]){_range('before')} (?:for|on|in) (?:the )?pain\b",
    rf"(?:\b(?:down|up) from (?:an? )?{N} to (?:an? )?|, )(?<![\w.]){_range('since')}(?: now| today|, the pain|$)",
)
_PATTERNS = tuple(
    (re.compile(shape), name) for shape, name in zip(_SHAPES, ("outof", "article", "named", "before", "since"), strict=True)
)
_THEN = re.compile(
    r"\b(?:was|were|yesterday|yday|last night|before|at first|earlier|had been|(?:down|up) from|from|not(?= an? $)|not(?= $))\b"
    r"(?! (?:an? )?\w+ to (?:an? )?$)[^.,;!?]*$"
)


def score_told(text: str) -> int | None:
    """Return the score from 0 to 10 that `text` tells of how a pain is now, of a range the higher; None where it tells none."""
    small = plain(text)
    scores = []
    for pattern, name in _PATTERNS:
        for found in pattern.finditer(small):
            said = found.group(f"{name}_upper") or found.group(name)
            value = value_of(said)
            if value <= 10 and not _THEN.search(small[: found.start(name)].rsplit(" now ", 1)[-1]):
                scores.append(value)
    return max(scores, default=None)
