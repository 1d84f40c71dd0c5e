"""The scores that a patient gave at check-ins, as small plots over the days, each with the same in words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.checkins import Question, Timeline
from bot.models import CheckIn, TreatmentSession
from bot.web.console import codes
from bot.web.console.moments import hours_since
from bot.web.console.recovery import PlannedText
from bot.web.console.scale import MARGIN

#: Pixels from the top: the highest and the lowest score.
TOP, BOTTOM = 14, 70


@dataclass(frozen=True)
class Point:
    """One answer: where it stands, its value, and whether it is more than is expected then."""

    x: str
    y: int
    value: int
    step: str
    strange: bool


@dataclass(frozen=True)
class Band:
    """What is expected at a step that asks: from where to where it reaches, in pixels from the top, and the step's label."""

    x: str
    top: int
    bottom: int
    label: str


@dataclass(frozen=True)
class Plot:
    """One question's answers over the days."""

    name: str
    low: int
    high: int
    points: list[Point]
    bands: list[Band]
    #: "4 at 24 hours, 2 on day 3"
    words: str

    @property
    def lines(self) -> list[tuple[Point, Point]]:
        """Each answer and the next."""
        return list(zip(self.points, self.points[1:], strict=False))


Asked = tuple[float, PlannedText, Question]


def plots(treatment: TreatmentSession | None, texts: Sequence[PlannedText], timeline: Timeline | None) -> list[Plot]:
    """Return a plot for each score that was given at least once, in the timeline's order."""
    if treatment is None or timeline is None:
        return []
    asked: dict[str, list[Asked]] = {}
    for text in texts:
        for question in _scores(timeline, text.row):
            asked.setdefault(question.id, []).append((hours_since(treatment.performed_at, text.row.due_at), text, question))
    found = [_plot(name, some) for name, some in asked.items()]
    return [plot for plot in found if plot.points]


def _scores(timeline: Timeline, row: CheckIn) -> list[Question]:
    try:
        step = timeline.step(row.step)
    except KeyError:  # planned from an older timeline
        return []
    return [question for question in step.questions if question.kind == "score"]


def _plot(name: str, asked: Sequence[Asked]) -> Plot:
    low, high = min(question.low for *_, question in asked), max(question.high for *_, question in asked)
    end = max(hours for hours, *_ in asked)

    def x(hours: float) -> str:
        return f"{MARGIN * 3 + (hours / end if end > 0 else 0) * (100 - 6 * MARGIN):.2f}%"

    def y(value: float) -> int:
        return round(BOTTOM - (value - low) / max(high - low, 1) * (BOTTOM - TOP))

    points, bands = [], []
    for hours, text, question in asked:
        value = text.row.values.get(name)
        expected = [one for one in question.expect if isinstance(one, int)]
        if expected:
            bands.append(Band(x(hours), y(max(expected)), y(min(expected)), text.step))
        if isinstance(value, int) and not isinstance(value, bool):
            points.append(Point(x(hours), y(value), value, text.step, bool(expected) and value not in expected))
    words = ", ".join(f"{point.value} {_when(point.step)}{' (more than expected)' if point.strange else ''}" for point in points)
    return Plot(codes.subject(name).capitalize(), low, high, points, bands, words)


def _when(step: str) -> str:
    """Return a step for the middle of a sentence: "at 24 hours", "on day 3"."""
    return f"on {step.lower()}" if step.startswith("Day") else f"at {step.lower()}"
