"""A timeline as one line of days: a dot for each check-in where it is meant to fall due. Pure."""

from dataclasses import dataclass
from datetime import timedelta

from bot.checkins import Step, Timeline
from bot.web.console import codes
from bot.web.console.scale import Scale

HOUR = timedelta(hours=1)
#: Named below the line, in hours; those that stand too close on a narrow screen are marked less.
TICKS = (
    (0, "Session", ""),
    (24, "Day 1", "less"),
    (72, "Day 3", "less"),
    (168, "Day 7", ""),
    (336, "Day 14", ""),
    (672, "Day 28", ""),
)
#: A line reaches at least so far, in hours.
SHORTEST = 72.0


@dataclass(frozen=True)
class Dot:
    """One check-in on the line."""

    slug: str
    x: str
    #: "24 hours: 24 hours after the session".
    words: str
    is_conditional: bool


@dataclass(frozen=True)
class Tick:
    """A day named below the line."""

    x: str
    words: str
    anchor: str
    kind: str


@dataclass(frozen=True)
class Line:
    """The line as the page draws it, and in words."""

    dots: list[Dot]
    ticks: list[Tick]
    words: str


def line_of(timeline: Timeline) -> Line:
    """Return the line of a timeline; a step that cannot be placed is left out."""
    placed = [(step, hours) for step in timeline.steps if (hours := hours_of(timeline, step)) is not None]
    scale = Scale(max([SHORTEST, *(hours for _, hours in placed)]))
    dots = [Dot(step.slug, scale.x(hours), _words(step, hours), step.is_conditional) for step, hours in placed]
    ticks = [Tick(scale.x(at), words, scale.anchor(at), kind) for at, words, kind in TICKS if at <= scale.end]
    return Line(dots, ticks, "Check-ins: " + ", ".join(dot.words for dot in dots))


def hours_of(timeline: Timeline, step: Step) -> float | None:
    """Return how many hours after the session a step is meant to be; None where that goes round in a circle or nowhere."""
    place = timeline.place_of(step)
    return None if place is None else place / HOUR


def day_of(hours: float) -> str:
    """Return the day of recovery, a day being 24 hours from the session: "First hours", "Day 3"."""
    return f"Day {int(hours // 24)}" if hours >= 24 else "First hours"


def _words(step: Step, hours: float) -> str:
    return f"{codes.step(step.slug)} ({hours:g} h)" + (", only for some" if step.is_conditional else "")
