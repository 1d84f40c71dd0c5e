"""The gate itself: text in, decision out. Pure: no clock, no database, no model; it never raises on any text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.language import detect
from bot.levels import at_least, worst
from bot.safety.combine import combinations
from bot.safety.context import Reading, status
from bot.safety.measures import measures
from bot.safety.model import Flag, Gate
from bot.safety.optout import opt_out
from bot.safety.owner import owner
from bot.safety.pattern import Span
from bot.safety.tables import Match, Rule, Tables, speller, tables
from bot.safety.tokens import tokenise

_CONTEXT, _SIGN_ONLY = "X", "S"


@dataclass(frozen=True)
class _Hit:
    """A rule that counts, after its context: at what level, whose, on which tokens."""

    rule: Rule
    level: str
    span: Span
    unclear: bool


def gate(text: str, *, hours: float | None = None, recent: frozenset[str] = frozenset(), wide: bool = False) -> Gate:
    """Decide what a patient's text asks of us before anything else reads it.

    `hours` is the time since the session, in hours (None: not known); `recent` holds the codes and signs of this conversation's
    last 24 hours (the union of earlier `Gate.signs`). The table is section 3 of the clinical reference, its rulings section 7.
    `wide` casts the wide net: it finds more, and cries wolf more often, so somebody must agree with it (bot.turn.danger).
    """
    reading, found = _read(text, hours, tables(wide=wide))
    hits = sorted((hit for match in found for hit in _hit(reading, match)), key=lambda hit: (hit.span, hit.rule.name))
    flags = [_flag(hit, reading, text) for hit in hits if hit.rule.code != _SIGN_ONLY]
    flags += _combined(frozenset(sign for hit in hits for sign in _signs(hit)), recent, hits, reading, text)
    signs = frozenset(sign for hit in hits if not hit.unclear for sign in _signs(hit))
    return Gate(
        level=worst(*(flag.level for flag in flags)),
        flags=_tidy(flags),
        opt_out=opt_out(reading, [hit.span for hit in hits if at_least(hit.level, "urgent")]),
        question="is_this_you" if any(hit.unclear for hit in hits) else None,
        language=detect(text),
        signs=signs | {flag.code for flag in flags if flag.level != "none"},
    )


def _read(text: str, hours: float | None, phrases: Tables) -> tuple[Reading, list[Match]]:
    tokens = tokenise(text, speller())
    index = phrases.vocabulary.index(tokens)
    measures(tokens, index)
    contexts: dict[str, list[Span]] = {}
    found: list[Match] = []
    for match in phrases.matches(index):
        if match.rule.code == _CONTEXT:
            contexts.setdefault(match.rule.name, []).append(match.spans[0])
        else:
            found.append(match)
    signs = [span for match in found if not match.denies for span in match.spans]
    return Reading(tokens, index, contexts, signs, hours), found


def _hit(reading: Reading, match: Match) -> Iterable[_Hit]:
    rule, spans = match.rule, match.spans
    level = _level_at(rule, reading.hours)
    for span in spans:
        level = _in_context(rule, level, status(reading, span, match.denies)) if level else None
    if level is None:
        return
    whose = "self" if rule.keeps("other") else owner(reading, spans[0])
    if whose == "elsewhere" or (whose == "told" and rule.code[0] != "E") or (whose == "other" and rule.code[0] not in "EUS"):
        return
    unclear = whose == "other" and rule.code[0] == "U"
    yield _Hit(rule, "review" if unclear else level, _hull(spans), unclear)


def _level_at(rule: Rule, hours: float | None) -> str | None:
    """Return the rule's level at that hour: None outside its window, unless the table names a level for before or after."""
    if hours is None:
        return rule.level
    if hours < float(rule.options.get("from", "-inf")):
        return rule.options.get("early")
    if hours >= float(rule.options.get("until", "inf")):
        return rule.options.get("late")
    return rule.level


def _in_context(rule: Rule, level: str, context: str) -> str | None:
    if context == "live" or rule.keeps(context):
        return level
    if context == "over" and rule.code[0] == "E":
        return "urgent"
    return None


def _hull(spans: tuple[Span, ...]) -> Span:
    hull = min(span[0] for span in spans), max(span[1] for span in spans)
    return hull if hull[1] - hull[0] <= 12 else spans[0]


def _flag(hit: _Hit, reading: Reading, text: str) -> Flag:
    return _flag_at(hit.rule.name, hit.level, hit.span, reading, text)


def _flag_at(name: str, level: str, span: Span, reading: Reading, text: str) -> Flag:
    start, end = reading.tokens[span[0]].start, reading.tokens[span[1] - 1].end
    return Flag(name.split(".")[0], level, name, start, end, text[start:end])


def _signs(hit: _Hit) -> set[str]:
    named = {hit.rule.code} if hit.rule.code != _SIGN_ONLY and hit.level != "none" else set()
    return named | set(hit.rule.signs)


def _combined(signs: frozenset[str], recent: frozenset[str], hits: list[_Hit], reading: Reading, text: str) -> list[Flag]:
    flags = []
    for combination in combinations():
        if combination.holds(signs, recent):
            part = next(hit for hit in hits if any(_signs(hit) & group for group in combination.needs))
            flags.append(_flag_at(combination.name, combination.level, part.span, reading, text))
    return flags


def _tidy(flags: list[Flag]) -> tuple[Flag, ...]:
    """Return the flags, worst first, each rule once per place."""
    distinct = {(flag.rule, flag.start): flag for flag in flags}
    ranked = [[flag for flag in distinct.values() if flag.level == level] for level in ("emergency", "urgent", "review", "none")]
    return tuple(flag for group in ranked for flag in sorted(group, key=lambda flag: (flag.start, flag.rule)))


