"""The strip above a case: four weeks of recovery with the check-ins, the cases and where the patient is now. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.models import Escalation, TreatmentSession
from bot.web.console import codes
from bot.web.console.moments import Moments, hours_since, recovery
from bot.web.console.recovery import PlannedText
from bot.web.console.scale import Scale

DAY = 24.0
#: The days that are written under the line; the strip is never shorter than the last.
DAYS = (1, 2, 3, 7, 14, 28)


@dataclass(frozen=True)
class Mark:
    """Something at a moment: its place, how it is drawn, and what it is, in words."""

    x: str
    kind: str
    words: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Strip:
    """Everything that is drawn, and the same in words."""

    ticks: list[Mark]
    check_ins: list[Mark]
    cases: list[Mark]
    now: Mark
    words: str
    #: A line below: how many check-ins were answered and which comes next.
    caption: str


def strip(
    treatment: TreatmentSession | None, texts: Sequence[PlannedText], cases: Iterable[Escalation], moments: Moments
) -> Strip | None:
    """Return the strip of the session that counts; None without one, and while it is still to come."""
    if treatment is None or treatment.performed_at > moments.now:
        return None
    began = treatment.performed_at
    scale = Scale(max([DAYS[-1] * DAY, *(hours_since(began, text.row.due_at) for text in texts)]))
    now, day = hours_since(began, moments.now), recovery(began, moments.now)
    marks = [_check_in(text, scale, hours_since(began, text.row.due_at), moments) for text in texts]
    flagged = [_case(case, scale, hours_since(began, case.opened_at), moments) for case in cases if case.opened_at >= began]
    told = [f"{day} of recovery", *(mark.words for mark in marks), *(mark.words for mark in flagged)]
    return Strip(
        ticks=[Mark(scale.x(number * DAY), "tick", f"{number} d", scale.anchor(number * DAY)) for number in DAYS],
        check_ins=marks,
        cases=flagged,
        now=Mark(scale.x(now), "now", day, scale.anchor(now)),
        words=". ".join(told) + ".",
        caption=caption(texts, moments),
    )


def caption(texts: Sequence[PlannedText], moments: Moments) -> str:
    """Return how many check-ins were answered, and which is next."""
    if not texts:
        return "No check-ins are planned for this session"
    said = f"{sum(text.row.status == 'answered' for text in texts)} of {len(texts)} check-ins answered"
    coming = next_check_in(texts)
    return f"{said}. Next: {coming.step}, {moments.at(coming.row.due_at)}" if coming else f"{said}. No further one will be sent"


def next_check_in(texts: Sequence[PlannedText]) -> PlannedText | None:
    """Return the next one that is still to go out."""
    return next((text for text in texts if text.row.status in ("planned", "held")), None)


def _check_in(text: PlannedText, scale: Scale, hours: float, moments: Moments) -> Mark:
    said = f", {text.values}" if text.values else ""
    words = f"Check-in {text.step}, {moments.at(text.row.due_at)}: {text.status[0].lower()}{said}"
    return Mark(scale.x(hours), f"{text.status[1]} {text.row.status}", words)


def _case(case: Escalation, scale: Scale, hours: float, moments: Moments) -> Mark:
    return Mark(scale.x(hours), case.level, f"{codes.LEVELS[case.level]} case, {moments.at(case.opened_at)}, {case.status}")
