"""A time for each thing asked, where a text names several: "hot tub last nite, wine 2nite?"."""

import re
from dataclasses import dataclass, replace

from bot import asked_time
from bot.asked_time import AskedTime
from bot.turn.turn import Turn

#: What ends one part of a text and begins the next.
_CUTS = re.compile(r"[,.;?!\n]+(?:\s+|$)|\s+(?:and|n|then|but|also|plus|&|\+)\s+", re.IGNORECASE)
#: A part that asks or tells by itself, with no time of its own, is of now or of what it says.
_BY_ITSELF = re.compile(r"\b(?:now|can|could|may|is|are|when|had|did|went|used|was|were|been)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """A part of a text from `start` to before `end`, and the time that it names."""

    start: int
    end: int
    text: str
    asked: AskedTime | None


def part_of(turn: Turn, subject: str) -> Part | None:
    """Return the part that tells when `subject` is meant, None where the text names one time at most, or not where it stands."""
    place = turn.understood.place_of(subject)
    if place is None or not _CUTS.search(turn.understood.text):
        return None
    parts = parts_of(turn)
    timed = [part for part in parts if part.asked is not None]
    if len(timed) < 2:
        return None
    own = next((part for part in parts if part.start <= place < part.end), None)
    if own is None or own.asked is not None or _BY_ITSELF.search(own.text):
        return own
    # "gym and sauna tomorrow": the time comes after the last of a list.
    return replace(own, asked=next((part for part in timed if part.start > own.start), timed[-1]).asked)


def parts_of(turn: Turn) -> list[Part]:
    """Return the parts of the text in order."""
    text = turn.understood.text
    cuts = [found.span() for found in _CUTS.finditer(text)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    spans = [(start, end) for start, end in zip(starts, ends, strict=True) if end > start]
    return [Part(start, end, text[start:end], _asked(text[start:end], turn)) for start, end in spans]


def _asked(said: str, turn: Turn) -> AskedTime | None:
    return asked_time.resolve(said, now=turn.care.now, zone=turn.care.place)


def only(turn: Turn, part: Part) -> Turn:
    """Return the turn as if that part were its whole text."""
    return replace(turn, understood=replace(turn.understood, text=part.text, places=()))
