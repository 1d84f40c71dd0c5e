"""A topic's windows as a strip over time: the first days wide, the later weeks narrow, for good at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p

from bot.protocols import Rule
from bot.protocols.vocabulary import NUMBNESS, SYMPTOMS
from bot.protocols.writing import hours_said

VERDICTS = {"avoid": "Avoid", "caution": "With care", "ok": "Fine", "info": "Information"}
#: The same of how skin feels and looks: nobody allows or forbids it.
SIGN_VERDICTS = {"avoid": "Avoid", "caution": "Watch", "ok": "Expected", "info": "Information"}
#: What stands in a block that is too narrow for its word; a colour alone would tell some people nothing.
SIGNS = {"avoid": "\u2715", "caution": "!", "ok": "\u2713", "info": "i"}
#: Hours: below this the scale is nearly even, above it each doubling takes about the same width.
BEND = 16.0
#: Hours that every strip reaches, and the percentage of its width that is left for what comes after.
REACH, AFTER = 28 * 24.0, 7.0
#: Hours named below a strip; those marked less are left out on a narrow screen.
TICKS = ((0, ""), (4, "less"), (12, "less"), (24, ""), (48, ""), (72, "less"), (168, ""), (336, ""), (672, ""))
#: Percent; a block narrower than this shows only its sign, and one below ROOMY does so where the whole strip is short.
NARROW, ROOMY = 11.0, 26.0


@dataclass(frozen=True)
class Block:
    """One window on the strip, in percent of its width."""

    number: int
    x: float
    width: float
    verdict: str
    #: "Avoid", and the sign for it where there is no room for words.
    name: str
    sign: str
    #: "narrow", "mid" or "roomy".
    room: str
    #: "Avoid, 0 h to 24 h".
    title: str


@dataclass(frozen=True)
class Tick:
    """A moment named below the strip."""

    x: float
    words: str
    kind: str


@dataclass(frozen=True)
class Strip:
    """What is drawn for one topic."""

    blocks: list[Block]
    #: The strip in words, for who cannot see it.
    words: str
    #: Hours at which "for good" begins; the script has to know it too.
    reach: float


def verdict_words(subject: str) -> dict[str, str]:
    """Return what each verdict is called for this subject."""
    is_sign = subject.split("/")[0] in SYMPTOMS or subject == NUMBNESS
    return SIGN_VERDICTS if is_sign else VERDICTS


def strip(windows: Sequence[Rule], reach: float = REACH) -> Strip:
    """Return the strip of a topic's windows, on a scale that reaches `reach` hours (more where a window needs it)."""
    reach = max([reach, *(rule.start for rule in windows)])
    blocks = []
    for number, rule in enumerate(windows, 1):
        x, end = position(rule.start, reach), 100.0 if rule.end is None else position(rule.end, reach)
        name = verdict_words(rule.subject)[rule.verdict]
        title = f"{name}, {span(rule.start, rule.end)}"
        blocks.append(Block(number, x, round(end - x, 3), rule.verdict, name, SIGNS[rule.verdict], _room(end - x), title))
    return Strip(blocks, "; ".join(block.title for block in blocks), reach)


def _room(width: float) -> str:
    return "narrow" if width < NARROW else "mid" if width < ROOMY else "roomy"


def ticks(reach: float = REACH) -> list[Tick]:
    """Return the moments to name below a strip."""
    return [Tick(position(hours, reach), hours_said(hours) if hours else "0", kind) for hours, kind in TICKS if hours <= reach]


def position(hours: float, reach: float) -> float:
    """Return where a moment stands on the strip, in percent."""
    return round(log1p(max(0.0, hours) / BEND) / log1p(reach / BEND) * (100 - AFTER), 3)


def span(start: float, end: float | None) -> str:
    """Return a window's time: "0 h to 24 h", "from 72 h", "always"."""
    if end is None:
        return f"from {hours_said(start)}" if start else "always"
    return f"{hours_said(start)} to {hours_said(end)}"
