"""What the gate says about a text."""

from __future__ import annotations

from dataclasses import dataclass, field

#: The row of ending one's life: a crisis line belongs in the reply.
CRISIS = "E5"


@dataclass(frozen=True)
class Flag:
    """One rule of the red-flag table that fired: why, and on which words.

    `code` is a row of the clinical reference, section 3 (E1 to R8); `start` and `end` are character offsets in the
    original text, and `phrase` is what stands there. A flag of level "none" names a row that teaches or asks, without a case.
    """

    code: str
    level: str
    rule: str
    start: int
    end: int
    phrase: str


@dataclass(frozen=True)
class Gate:
    """The gate's decision: the worst level, each flag, an opt-out wish, an open question and what to remember for 24 hours."""

    level: str
    flags: tuple[Flag, ...] = ()
    opt_out: str | None = None
    question: str | None = None
    language: str = "en"
    signs: frozenset[str] = field(default_factory=frozenset)
