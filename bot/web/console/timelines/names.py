"""What pages call a check-in: by its day where its short name still tells the truth, by the short name where it was moved."""

import re

from bot.checkins import Step, Timeline
from bot.web.console import codes
from bot.web.console.timelines.line import hours_of

_SPAN = re.compile(r"(day)?(\d+)(h)?")


def name_of(timeline: Timeline, slug: str) -> str:
    """Return what a step of `timeline` is called: "Day 3", "Reminder", or "Check-in 48h" for one that is not at 48 hours."""
    step = next((each for each in timeline.steps if each.slug == slug), None)
    return f"Check-in {slug}" if step is None or _is_elsewhere(timeline, step) else codes.step(slug)


def _is_elsewhere(timeline: Timeline, step: Step) -> bool:
    found = _SPAN.fullmatch(step.slug)
    if not found or not (found[1] or found[3]):
        return False
    return hours_of(timeline, step) != int(found[2]) * (24 if found[1] else 1)
