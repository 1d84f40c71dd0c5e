"""The gate itself: text in, decision out. Pure: no clock, no database, no model; it never raises on any text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

from bot.language import detect
from bot.levels import LEVELS, at_least, worst
from bot.safety.combine import combinations
from bot.safety.context import judge
from bot.safety.frames import Frames
from bot.safety.measures import measures
from bot.safety.model import Flag, Gate
from bot.safety.optout import opt_out
from bot.safety.owner import owner
from bot.safety.reading import Reading
from bot.safety.search import Span
from bot.safety.stated import Hours, stated_hours
from bot.safety.tables import CONTEXT, SIGN_ONLY, Match, Rule, Tables, speller, tables
from bot.safety.tokens import Tokens
from bot.safety.world import World, is_nobodys

_NONE: frozenset[str] = frozenset()


class _Hit(NamedTuple):
    """A rule that counts, after its context: on which tokens, at what level, whose, and the signs it leaves."""

    span: Span
    rule: Rule
    level: str
    unclear: bool
    signs: frozenset[str]


def gate(text: str, *, hours: float | None = None, recent: frozenset[str] = frozenset(), wide: bool = False) -> Gate:
    """Decide what a patient's text asks of us before anything else reads it.

    `hours` is the time since the session, in hours (None: not known); `recent` holds the codes and signs of this conversation's
    last 24 hours (the union of earlier `Gate.signs`). The table is section 3 of the clinical reference, its rulings section 7.
    `wide` casts the wide net: it finds more, and cries wolf more often, so somebody must agree with it (bot.turn.danger).
    Where something is put beside a sign ("…, it was fine at lunch") it is read with and without that apart: the graver counts.
    """
    whole, phrases = Tokens(text, speller()), tables(wide=wide)
    found = _decide(text, whole, hours, recent, phrases)
    if not whole.has_asides:
        return found
    cut = _decide(text, Tokens(text, speller(), asides_apart=True), hours, recent, phrases)
    return found if at_least(found.level, cut.level) else cut


def _decide(text: str, tokens: Tokens, hours: float | None, recent: frozenset[str], phrases: Tables) -> Gate:
    reading, found = _read(tokens, hours, phrases)
    hits = _hits(reading, found)
    flags = [_flag(hit.rule.name, hit.level, hit.span, reading, text) for hit in hits if hit.rule.code != SIGN_ONLY]
    flags += _combined(recent, hits, reading, text)
    return Gate(
        level=worst(*(flag.level for flag in flags)),
        flags=_tidy(flags),
        opt_out=opt_out(reading, [hit.span for hit in hits if at_least(hit.level, "urgent")]),
        question="is_this_you" if any(hit.unclear for hit in hits) else None,
        language=detect(text),
        signs=_NONE.union(*(hit.signs for hit in hits if not hit.unclear), (flag.code for flag in flags if flag.level != "none")),
    )


def _read(tokens: Tokens, hours: float | None, phrases: Tables) -> tuple[Reading, list[Match]]:
    index = phrases.vocabulary.index(tokens)
    measures(index)
    contexts: dict[str, list[Span]] = {}
    found: list[Match] = []
    for match in phrases.matches(index):
        if match.rule.code == CONTEXT:
            contexts.setdefault(match.rule.name, []).append(match.spans[0])
        else:
            found.append(match)
    signs = [span for match in found if not match.denies for span in match.spans]
    return Reading(tokens, index, {name: Frames(spans) for name, spans in contexts.items()}, signs, hours), found


def _hits(reading: Reading, found: list[Match]) -> list[_Hit]:
    """Return the matches that count, in the order of the text, the graver of two alike last; each question is answered once."""
    status_of, owner_of, subject_of = judge(reading), cache(partial(owner, reading)), cache(World(reading).subject)
    hours = stated_hours(reading) if reading.hours is None else (reading.hours, reading.hours)
    persons = (match for match in found if not is_nobodys([*map(subject_of, match.spans)], match.rule.code))
    hits = (_hit(match, hours, status_of, owner_of) for match in persons)
    return sorted((hit for hit in hits if hit), key=lambda hit: (hit.span, hit.rule.name, LEVELS.index(hit.level)))


def _hit(
    match: Match, hours: Hours | None, status_of: Callable[[Span, bool], str], owner_of: Callable[[Span], str]
) -> _Hit | None:
    rule, spans = match.rule, match.spans
    level = _level_at(rule, hours)
    for span in spans:
        if level is None or (status := status_of(span, match.denies)) == "live":
            continue
        level = _in_context(rule, level, status)
    if level is None:
        return None
    whose = "self" if rule.keeps("other") else owner_of(spans[0])
    if whose == "elsewhere" or (whose == "told" and rule.code[0] != "E") or (whose == "other" and rule.code[0] not in "EUS"):
        return None
    unclear = whose == "other" and level == "urgent"
    level = "review" if unclear else level
    return _Hit(_hull(spans), rule, level, unclear, rule.signs if level == "none" else rule.all_signs)


def _level_at(rule: Rule, hours: Hours | None) -> str | None:
    """Return the rule's level at those hours: None outside its window, unless the table names a level for before or after."""
    if hours is None:
        return rule.level
    (fewest, most), (start, end) = hours, rule.window
    if most < start:
        return rule.options.get("early")
    return rule.options.get("late") if fewest >= end else rule.level


def _in_context(rule: Rule, level: str, context: str) -> str | None:
    if context == "live" or rule.keeps(context):
        return level
    if context == "over" and rule.code[0] == "E":
        return "urgent"
    return None


def _hull(spans: tuple[Span, ...]) -> Span:
    if len(spans) == 1:
        return spans[0]
    hull = min(span[0] for span in spans), max(span[1] for span in spans)
    return hull if hull[1] - hull[0] <= 12 else spans[0]


def _flag(name: str, level: str, span: Span, reading: Reading, text: str) -> Flag:
    start, end = reading.tokens.place(*span)
    return Flag(name.partition(".")[0], level, name, start, end, text[start:end])


def _combined(recent: frozenset[str], hits: list[_Hit], reading: Reading, text: str) -> list[Flag]:
    """Return the flags of signs that are worse together, each on the first sign that has part in it."""
    signs = _NONE.union(*(hit.signs for hit in hits))
    flags, known = [], signs | recent
    for combination in combinations() if signs else ():
        if combination.holds(signs, known):
            part = next(hit for hit in hits if not hit.signs.isdisjoint(combination.any_of))
            flags.append(_flag(combination.name, combination.level, part.span, reading, text))
    return flags


def _tidy(flags: list[Flag]) -> tuple[Flag, ...]:
    """Return the flags, worst first, each rule once per place."""
    distinct = {(flag.rule, flag.start): flag for flag in flags}
    ranked = [[flag for flag in distinct.values() if flag.level == level] for level in ("emergency", "urgent", "review", "none")]
    return tuple(flag for group in ranked for flag in sorted(group, key=lambda flag: (flag.start, flag.rule)))
