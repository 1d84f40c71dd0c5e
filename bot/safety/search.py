"""How a pattern is found in a text: step by step over sets of places, so that nothing is tried twice."""

from __future__ import annotations

from collections.abc import Iterable

from bot.safety.bits import lowest
from bot.safety.index import Index
from bot.safety.pattern import Pattern, Step
from bot.safety.tokens import Tokens

Span = tuple[int, int]
_MOST_MATCHES = 12


def find(pattern: Pattern, index: Index, within: int) -> list[tuple[Span, ...]]:
    """Return each way `pattern` stands, begun on the tokens `within` (a bit each): one (first, last+1) token span per part."""
    found: list[list[Span]] = []
    for part in pattern.parts:
        found.append(_spans(part, index, within))
        if not found[-1]:
            return []
    if len(found) == 1:
        return [(span,) for span in found[0]]
    if pattern.scope == "message":
        return [tuple(spans[0] for spans in found)]
    return list(_in_one_sentence(found, index.tokens))


def _in_one_sentence(found: list[list[Span]], tokens: Tokens) -> Iterable[tuple[Span, ...]]:
    for first in found[0]:
        sentence = tokens.sentence(first[0])
        others = [[span for span in spans if tokens.sentence(span[0]) is sentence] for spans in found[1:]]
        if all(others):
            yield (first, *(min(spans, key=lambda span: abs(span[0] - first[0])) for spans in others))


def _spans(part: tuple[Step, ...], index: Index, within: int) -> list[Span]:
    """Return the first of the shortest matches of `part`, none over another."""
    spans: list[Span] = []
    starts = _starts(part, index) & within
    while starts and len(spans) < _MOST_MATCHES:
        first = starts & -starts
        starts ^= first
        start = first.bit_length() - 1
        ends = _ends(part, first, index) & (2 << index.tokens.sentence(start).stop) - 1
        if ends:
            end = lowest(ends)
            spans.append((start, end))
            starts = starts >> end << end
    return spans


def _starts(part: tuple[Step, ...], index: Index) -> int:
    """Return where `part` may start: from there each step is within reach of the next, whatever sentence that is in."""
    reach = -1
    for labels, optional, leaps in reversed(part):
        single, longer = index.places(labels)
        here = single & reach >> 1
        for length, places in longer:
            here |= places & reach >> length
        for leap in leaps:
            here |= here >> leap
        reach = here | reach if optional else here
        if not reach:
            return 0
    first = part[0]
    return reach & _heads(part, index) if first.optional or first.leaps else reach


def _heads(part: tuple[Step, ...], index: Index) -> int:
    """Return where a first step stands: a match starts on a word of its own."""
    heads = 0
    for labels, optional, _ in part:
        single, longer = index.places(labels)
        heads |= single
        for _, places in longer:
            heads |= places
        if not optional:
            break
    return heads


def _ends(part: tuple[Step, ...], start: int, index: Index) -> int:
    """Return where the matches from `start` (a bit) end, whatever sentence that is in."""
    reached = start
    for labels, optional, leaps in part:
        near, single, longer = reached, *index.places(labels)
        for leap in leaps:
            near |= near << leap
        onward = (near & single) << 1
        for length, places in longer:
            onward |= (near & places) << length
        reached = onward | reached if optional else onward
    return reached
