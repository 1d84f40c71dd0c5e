"""Where the bars of the overview stand and how long they are, in percent and pixels: drawn by the page as plain SVG. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.overview import Answered, Escalated, Volumes
from bot.overview.escalated import CASE_LEVELS
from bot.web.console import codes
from bot.web.console.overview import words

#: Pixels: the height of a day's tallest bar, and the least that can still be seen.
HEIGHT, LEAST = 64, 2
#: Between two bars, as a share of a day.
GAP = 0.2
#: How many shades the heat table has above "none".
SHADES = 5


@dataclass(frozen=True)
class Bar:
    """One bar: its place and size as SVG attributes, its kind as a class, and what it stands for."""

    x: str
    width: str
    y: int = 0
    height: int = 0
    kind: str = ""
    words: str = ""


@dataclass(frozen=True)
class Series:
    """One sender's texts over the days, with a bar for each day that had any."""

    sender: str
    name: str
    total: int
    #: "12 in all, most on Thu 5 Mar: 4"
    words: str
    bars: list[Bar]


@dataclass(frozen=True)
class Reason:
    """One reason for cases: its bar, made of a part for each level."""

    code: str
    name: str
    count: int
    #: "2 urgent, 1 review"
    levels: str
    bars: list[Bar]


def series(volumes: Volumes) -> list[Series]:
    """Return the bars of each sender; all share one scale, so that they can be compared."""
    tallest = max((max(counts) for counts in volumes.counts.values()), default=0)
    return [_series(volumes, sender, tallest) for sender in volumes.counts]


def _series(volumes: Volumes, sender: str, tallest: int) -> Series:
    counts, step = volumes.counts[sender], 100 / len(volumes.days)
    bars = []
    for number, (day, count) in enumerate(zip(volumes.days, counts, strict=True)):
        if count:
            height = max(LEAST, round(count / tallest * HEIGHT))
            place = {"x": f"{(number + GAP / 2) * step:.3f}%", "width": f"{(1 - GAP) * step:.3f}%"}
            bars.append(Bar(**place, y=HEIGHT - height, height=height, kind=sender, words=f"{words.day(day)}: {count}"))
    busiest, total = volumes.busiest(sender), volumes.total(sender)
    most = f", most on {words.day(busiest)}: {max(counts)}" if busiest else ""
    return Series(sender, words.SENDERS[sender], total, f"{total} in all{most}", bars)


def parts(answered: Answered) -> list[Bar]:
    """Return one bar cut into what became of the texts that were read."""
    counts = (
        ("alone", answered.alone, f"{answered.alone} by the companion alone"),
        ("with_staff", answered.with_staff, f"{answered.with_staff} with staff"),
        ("quiet", answered.quiet, f"{answered.quiet} left to a person who was talking, or opted out"),
    )
    return _cut(counts, answered.read)


def reasons(escalated: Escalated) -> list[Reason]:
    """Return a bar for each reason, the commonest the longest."""
    longest = max((sum(levels.values()) for levels in escalated.by_code.values()), default=0)
    return [_reason(code, levels, longest) for code, levels in escalated.by_code.items()]


def _reason(code: str, levels: dict[str, int], longest: int) -> Reason:
    told = [f"{levels[level]} {codes.LEVELS[level].lower()}" for level in CASE_LEVELS if levels[level]]
    bars = _cut([(level, levels[level], f"{codes.LEVELS[level]}: {levels[level]}") for level in CASE_LEVELS], longest)
    return Reason(code, codes.words(code), sum(levels.values()), ", ".join(told), bars)


def _cut(pieces: Sequence[tuple[str, int, str]], whole: int) -> list[Bar]:
    """Return pieces beside each other, as shares of `whole`."""
    bars, before = [], 0
    for kind, count, told in pieces:
        if count:
            bars.append(Bar(f"{before / whole:.2%}", f"{count / whole:.2%}", kind=kind, words=told))
        before += count
    return bars


def heat(count: int, most: int) -> int:
    """Return the shade of a number: 0 for none, 5 for the highest."""
    return -(-count * SHADES // most) if count else 0
