"""The words that were flagged, marked in the patient's text. The text is hostile until escaped: every piece of it is."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from bot.levels import LEVELS
from bot.web.console import codes

Flag = dict[str, Any]
#: Stands for the level where a text quotes our own.
OURS = "ours"


def flags_of(explanation: dict[str, Any]) -> list[Flag]:
    """Return the gate's flags kept with a message, the most serious first; one of level "none" only taught something."""
    flags = [flag for flag in explanation.get("flags") or [] if flag.get("level") in LEVELS[1:]]
    return sorted(flags, key=lambda flag: -LEVELS.index(flag["level"]))


def phrases(text: str, flags: Sequence[Flag]) -> list[str]:
    """Return the flagged words as they stand in the text, each once; what stands within another is left to that."""
    spans = dict.fromkeys(text[flag["start"] : flag["end"]] for flag in flags if _inside(text, flag))
    return [span for span in spans if span.strip() and not any(span in other for other in spans if other != span)]


def quoted(explanation: dict[str, Any]) -> list[Flag]:
    """Return where a text repeats ours, as flags without a level: nobody took that for the patient's own words."""
    spans = [span for span in explanation.get("quoted") or [] if len(span) == 2]
    return [{"level": OURS, "start": start, "end": end} for start, end in spans]


def marked(text: str, flags: Sequence[Flag], ours: Sequence[Flag] = ()) -> Markup:
    """Return the text as HTML with each flagged span in <mark>; spans may overlap, the worst level wins, ours the least."""
    spans = [flag for flag in [*flags, *ours] if _inside(text, flag)]
    edges = sorted({0, len(text), *(flag["start"] for flag in spans), *(flag["end"] for flag in spans)})
    pieces = [(text[start:end], _over(spans, start, end)) for start, end in zip(edges, edges[1:], strict=False)]
    # Neighbours of one level read as one mark.
    alike = [list(group) for _, group in groupby(pieces, key=lambda piece: piece[1][0]["level"] if piece[1] else "")]
    return Markup("").join(
        _piece("".join(words for words, _ in run), [flag for _, over in run for flag in over]) for run in alike
    )


def _inside(text: str, flag: Flag) -> bool:
    start, end = flag.get("start"), flag.get("end")
    return isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)


def _over(spans: Sequence[Flag], start: int, end: int) -> list[Flag]:
    over = [flag for flag in spans if flag["start"] <= start and end <= flag["end"]]
    return flags_of({"flags": over}) or over[:1]


def _piece(text: str, flags: Sequence[Flag]) -> Markup:
    if not flags:
        return Markup("").join([text])
    if flags[0]["level"] == OURS:
        return Markup('<span class="ours" title="Our own words, quoted back: not read as the patient\'s">{}</span>').format(text)
    why = "; ".join(dict.fromkeys(f"{flag['code']} {codes.words(flag['code'])}" for flag in flags))
    return Markup('<mark class="{}" title="{}">{}</mark>').format(flags[0]["level"], why, text)
