"""Read the phrase tables (tables/*.txt, and for the wide net tables/wide/*.txt) once, into rules over a shared vocabulary.

A line `@name = words` adds to a concept. A line `CODE.name level key=value …` opens a rule, the indented lines below it are its
patterns, and an indented line that begins with `-` is a look-alike: a match that touches it does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from sys import intern
from typing import NamedTuple

from bot.levels import LEVELS
from bot.safety.bits import between
from bot.safety.index import Index
from bot.safety.pattern import Pattern, parse
from bot.safety.search import Span, find
from bot.safety.sieve import Sieve
from bot.safety.spelling import Speller
from bot.safety.vocabulary import Vocabulary
from bot.safety.words import words

_FOLDER = Path(__file__).parent / "tables"
_SPELLING = _FOLDER / "spelling.txt"
#: The codes of the rules that tell what stands around a sign, and of those that raise nothing but leave a sign.
CONTEXT, SIGN_ONLY = "X", "S"
#: The words after which something else is told.
_TURNS = words("but although though however yet")
_OPTIONS = {"from", "until", "keep", "sign", "past", "late", "early"}


@dataclass
class Rule:
    """A row of a table: its code (E1 … R8, or X for context), the level it asks for, its patterns and look-alikes."""

    name: str
    level: str
    options: dict[str, str] = field(default_factory=dict)
    patterns: list[Pattern] = field(default_factory=list)
    unless: list[Pattern] = field(default_factory=list)

    @cached_property
    def code(self) -> str:
        """The row of the red-flag table."""
        return self.name.split(".")[0]

    @cached_property
    def signs(self) -> frozenset[str]:
        """The small signs this rule leaves to be remembered."""
        return frozenset(filter(None, self.options.get("sign", "").split(",")))

    @cached_property
    def all_signs(self) -> frozenset[str]:
        """The same, and its code where it is a row of the red-flag table."""
        return self.signs if self.code == SIGN_ONLY else self.signs | {self.code}

    @cached_property
    def window(self) -> tuple[float, float]:
        """The hours since the session from which on, and before which, the rule's own level counts."""
        return float(self.options.get("from", "-inf")), float(self.options.get("until", "inf"))

    @cached_property
    def _kept(self) -> frozenset[str]:
        return frozenset(self.options.get("keep", "").split(","))

    def keeps(self, status: str) -> bool:
        """Whether the rule still counts in that context ("past", "resolved", "negated" …)."""
        return status in self._kept


class Match(NamedTuple):
    """A rule at one place: a token span per part of its pattern; `denies` where a negation is part of the sign."""

    rule: Rule
    spans: tuple[Span, ...]
    denies: bool


class Tables:
    """All rules, their patterns sifted before any is looked for."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.rules: list[Rule] = []
        self._concepts: dict[str, list[str]] = {}
        for line in lines:
            self._read(line)
        self.vocabulary = self._fill_vocabulary()
        self._rule_of = {pattern: rule for rule in self.rules for pattern in rule.patterns}

    def _read(self, line: str) -> None:
        text = line.split("#")[0].strip()
        if not text:
            return
        if text.startswith("@") and not line[0].isspace():
            name, _, words = text.partition("=")
            self._concepts.setdefault(intern(name.strip()), []).extend(map(intern, words.split()))
        elif not line[0].isspace():
            self.rules.append(_rule(text))
        elif text.startswith("- "):
            self.rules[-1].unless.append(parse(text[2:]))
        else:
            self.rules[-1].patterns.append(parse(text))

    def _fill_vocabulary(self) -> Vocabulary:
        vocabulary = Vocabulary()
        for label in self._labels_used() | set(self._concepts):
            for entry in self._expand(label):
                vocabulary.add(entry, label)
        return vocabulary

    @cached_property
    def _sieve(self) -> Sieve:
        return Sieve(self._all_patterns(), self.vocabulary)

    def _all_patterns(self) -> Iterator[Pattern]:
        return (pattern for rule in self.rules for pattern in (*rule.patterns, *rule.unless))

    def _labels_used(self) -> set[str]:
        return {label for pattern in self._all_patterns() for part in pattern.parts for step in part for label in step.labels}

    def _expand(self, label: str) -> Iterator[str]:
        if not label.startswith("@"):
            yield label
            return
        if label not in self._concepts and not label.startswith("@n_"):
            raise ValueError(f"the phrase tables use {label} but never say what it is")
        for entry in self._concepts.get(label, ()):
            yield from self._expand(entry)

    def matches(self, index: Index) -> Iterator[Match]:
        """Yield each rule with each place it stands at, its look-alikes left out."""
        likely = self._sieve.sift(index)
        alike: dict[int, list[Span]] = {}
        for pattern, within in likely.items():
            rule = self._rule_of.get(pattern)
            found = find(pattern, index, within) if rule else []
            if not rule or not found:
                continue
            if id(rule) not in alike:
                alike[id(rule)] = _alike(rule, likely, index)
            for spans in found:
                if not _touch(spans, alike[id(rule)]):
                    yield Match(rule, spans, pattern.denies)


def _alike(rule: Rule, likely: dict[Pattern, int], index: Index) -> list[Span]:
    """Return where the rule's look-alikes stand. None reaches over a "but": "normal to be red but my chest is tight"."""
    turns = 0 if rule.code == CONTEXT else index.of(_TURNS)
    sought = ((other, find(other, index, likely[other])) for other in rule.unless if other in likely)
    found = ((other, span) for other, places in sought for spans in places for span in spans)
    return [span for other, span in found if not turns & between(*span) or other.names(_TURNS)]


def _touch(spans: Iterable[Span], others: list[Span]) -> bool:
    return bool(others) and any(start < end and first < stop for start, stop in spans for first, end in others)


def _rule(text: str) -> Rule:
    name, level, *options = text.split()
    rule = Rule(name, level, dict(option.partition("=")[::2] for option in options))
    if level not in LEVELS or not set(rule.options) <= _OPTIONS:
        raise ValueError(f"rule {name}: unknown level or option in {text!r}")
    return rule


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


@lru_cache(maxsize=2)
def tables(*, wide: bool = False) -> Tables:
    """Return the phrase tables, read once; `wide` ones hold the looser patterns too, which say more than they are sure of."""
    paths = [path for path in sorted(_FOLDER.glob("*.txt")) if path != _SPELLING]
    paths += sorted((_FOLDER / "wide").glob("*.txt")) if wide else []
    return Tables(line for path in paths for line in _lines(path))


@lru_cache(maxsize=1)
def speller() -> Speller:
    """Return the speller for the tables' words: `a = b` lines are shorthand, `danger`/`leave` lines are word lists."""
    shorthand: dict[str, str] = {}
    lists: dict[str, set[str]] = {"danger": set(), "leave": set()}
    for line in _lines(_SPELLING):
        left, _, right = line.split("#")[0].partition("=")
        if left.strip() in lists:
            lists[left.strip()].update(right.split())
        elif right:
            shorthand.update((word, left.strip()) for word in right.split())
    return Speller(shorthand, lists["danger"], lists["leave"] | tables(wide=True).vocabulary.known_words())
