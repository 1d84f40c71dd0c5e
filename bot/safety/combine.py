"""Signs that are worse together than alone, within one text or over the last 24 hours of the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "tables" / "combine.rules"


@dataclass(frozen=True)
class Combination:
    """`needs`: groups of signs, one of each group must be there; the outcome is `level` under `name`."""

    name: str
    level: str
    needs: tuple[frozenset[str], ...]

    @cached_property
    def any_of(self) -> frozenset[str]:
        """The signs that have part in it."""
        return frozenset().union(*self.needs)

    def holds(self, now: frozenset[str], known: frozenset[str]) -> bool:
        """Whether every group is met by different signs that are `known`, at least one of them said `now`."""
        if now.isdisjoint(self.any_of):
            return False
        for group in self.needs:
            if known.isdisjoint(group):
                return False
        return len({sign for group in self.needs for sign in known & group}) >= len(self.needs)


@lru_cache(maxsize=1)
def combinations() -> tuple[Combination, ...]:
    """Return the lines `CODE.name level = sign|sign + sign …` of the table."""
    lines = (line.split("#")[0] for line in _FILE.read_text(encoding="utf-8").splitlines())
    return tuple(_combination(line) for line in lines if line.strip())


def _combination(line: str) -> Combination:
    head, _, needs = line.partition("=")
    name, level = head.split()
    return Combination(name, level, tuple(frozenset(group.strip().split("|")) for group in needs.split("+")))
