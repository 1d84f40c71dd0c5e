"""Read the phrase tables (tables/*.txt, and for the wide net tables/wide/*.txt) once, into rules over a shared vocabulary.

A line `@name = words` adds to a concept. A line `CODE.name level key=value …` opens a rule, the indented lines below it are its
patterns, and an indented line that begins with `-` is a look-alike: a match that touches it does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from bot.levels import LEVELS
from bot.safety.pattern import Index, Labels, Pattern, Span, find, parse
from bot.safety.spelling import Speller
from bot.safety.vocabulary import Vocabulary

_FOLDER = Path(__file__).parent / "tables"
_SPELLING = _FOLDER / "spelling.txt"
_OPTIONS = {"from", "until", "keep", "sign", "past", "late", "early"}


@dataclass
class Rule:
    """A row of a table: its code (E1 … R8, or X for context), the level it asks for, its patterns and look-alikes."""

    name: str
    level: str
    options: dict[str, str] = field(default_factory=dict)
    patterns: list[Pattern] = field(default_factory=list)
    unless: list[Pattern] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The row of the red-flag table."""
        return self.name.split(".")[0]

    @property
    def signs(self) -> tuple[str, ...]:
        """The small signs this rule leaves to be remembered."""
        return tuple(filter(None, self.options.get("sign", "").split(",")))

    def keeps(self, status: str) -> bool:
        """Whether the rule still counts in that context ("past", "resolved", "negated" …)."""
        return status in self.options.get("keep", "").split(",")


class Match(NamedTuple):
    """A rule at one place: a token span per part of its pattern; `denies` where a negation is part of the sign."""

    rule: Rule
    spans: tuple[Span, ...]
    denies: bool


class Tables:
    """All rules, found through the scarcest word of each pattern."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.rules: list[Rule] = []
        self._concepts: dict[str, list[str]] = {}
        for line in lines:
            self._read(line)
        self.vocabulary = self._fill_vocabulary()
        self._by_label = self._sort_by_label()

    def _read(self, line: str) -> None:
        text = line.split("#")[0].strip()
        if not text:
            return
        if text.startswith("@") and not line[0].isspace():
            name, _, words = text.partition("=")
            self._concepts.setdefault(name.strip(), []).extend(words.split())
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

    def _labels_used(self) -> set[str]:
        patterns = (pattern for rule in self.rules for pattern in (*rule.patterns, *rule.unless))
        return {label for pattern in patterns for part in pattern.parts for step in part for label in step.labels}

    def _expand(self, label: str) -> Iterator[str]:
        if not label.startswith("@"):
            yield label
            return
        if label not in self._concepts and not label.startswith("@n_"):
            raise ValueError(f"the phrase tables use {label} but never say what it is")
        for entry in self._concepts.get(label, ()):
            yield from self._expand(entry)

    def _sort_by_label(self) -> dict[str, list[tuple[Rule, Pattern]]]:
        by_label: dict[str, list[tuple[Rule, Pattern]]] = {}
        for rule in self.rules:
            for pattern in rule.patterns:
                for label in min((labels for group in pattern.needs for labels in group), key=self._commonness):
                    by_label.setdefault(label, []).append((rule, pattern))
        return by_label

    def _commonness(self, labels: Labels) -> int:
        entries = [entry for label in labels for entry in self._expand(label)]
        return sum(1 if len(entry) > 4 else 6 for entry in entries) + 100 * bool(labels & {"<", ">"})

    def matches(self, index: Index) -> Iterator[Match]:
        """Yield each rule with each place it stands at, its look-alikes left out."""
        there = index.labels.keys()
        candidates = {id(pair[1]): pair for label in there for pair in self._by_label.get(label, ())}
        alike: dict[int, list[Span]] = {}
        for rule, pattern in candidates.values():
            found = find(pattern, index)
            if found and id(rule) not in alike:
                alike[id(rule)] = [span for other in rule.unless for spans in find(other, index) for span in spans]
            for spans in found:
                if not any(_touch(span, other) for span in spans for other in alike[id(rule)]):
                    yield Match(rule, spans, pattern.denies)


def _touch(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


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
