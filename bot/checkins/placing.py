"""Whether the steps of a timeline can be placed in time and their conditions be judged, told in words where not."""

import re
from collections.abc import Iterator
from datetime import timedelta

from bot.checkins import conditions
from bot.checkins.timeline import Condition, Question, Step, Timeline, Window

#: What the record's column holds, and what reads well in a list.
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
HOUR = timedelta(hours=1)
ANSWERS = {"trend": ("better", "same", "worse"), "yes_no": ("yes", "no", "mild"), "danger": ("yes", "no", "mild")}


def answers_to(question: Question) -> tuple[int | str, ...]:
    """Return every value that `question` can be answered with."""
    return tuple(range(question.low, question.high + 1)) if question.numeric else ANSWERS.get(question.kind, ())


def check_places(timeline: Timeline) -> Iterator[str]:
    """Yield what keeps the steps from being placed one after the other, and conditions from being judged."""
    lost = [*_lost(timeline)]
    yield from lost
    for number, step in enumerate(timeline.steps):
        earlier = timeline.steps[:number]
        if not SLUG.fullmatch(step.slug):
            yield f"step {step.slug}: slug should be 1 to 32 small letters, digits, - and _, such as day3"
        for count, condition in enumerate(step.only_if, 1):
            yield from _condition(f"step {step.slug}, condition {count}", condition, earlier)
    if not lost:
        yield from _order(timeline)


def check_windows(timeline: Timeline, daytime: Window) -> Iterator[str]:
    """Yield each step whose own times are not within the clinic's `daytime`."""
    for step in timeline.steps:
        if step.between and not (daytime[0] <= step.between[0] and step.between[1] <= daytime[1]):
            own, clinic = ([f"{each:%H:%M}" for each in window] for window in (step.between, daytime))
            within = f"the clinic's own times for check-ins, {' to '.join(clinic)}"
            yield f"step {step.slug}: between {' and '.join(own)} is not within {within}"


def _lost(timeline: Timeline) -> Iterator[str]:
    """Yield the steps that follow a step which is not there, comes later, or follows them in turn."""
    bases = {step.slug: step.after for step in timeline.steps}
    known: set[str] = set()
    for step in timeline.steps:
        if step.after is not None and step.after not in bases:
            yield f"step {step.slug}: after {step.after!r} is not a step of this timeline"
        elif circle := _circle(step.slug, bases):
            yield f"step {step.slug}: after goes round in a circle: {' after '.join(circle)}"
        elif step.after is not None and step.after not in known:
            yield f"step {step.slug}: after {step.after!r} comes later in the list: move this step below it"
        known.add(step.slug)


def _circle(slug: str, bases: dict[str, str | None]) -> list[str]:
    """Return the way from `slug` back to itself, empty where there is none."""
    way, place = [slug], bases[slug]
    while place is not None and place not in way:
        way.append(place)
        place = bases.get(place)
    return [*way, slug] if place == slug else []


def _order(timeline: Timeline) -> Iterator[str]:
    for before, step in zip(timeline.steps, timeline.steps[1:], strict=False):
        gap = timeline.offset_of(step) - timeline.offset_of(before)
        # Two that only some patients get may share an hour: their conditions choose between them.
        if gap < timedelta() or (not gap and not (step.is_conditional and before.is_conditional)):
            yield f"step {step.slug}: should come later than step {before.slug}"
    regular = [step for step in timeline.steps if not step.is_conditional]
    for before, step in zip(regular, regular[1:], strict=False):
        gap = timeline.offset_of(step) - timeline.offset_of(before)
        if timedelta() < gap < timeline.crowded:
            hours = f"{gap // HOUR} hours after step {before.slug}"
            yield f"step {step.slug}: is {hours}, which would never be sent: crowded_hours is {timeline.crowded // HOUR}"


def _condition(place: str, condition: Condition, earlier: tuple[Step, ...]) -> Iterator[str]:
    steps = {step.slug: step for step in earlier}
    if condition.step is not None and condition.step not in steps:
        yield f"{place}: {condition.step!r} is not an earlier step"
    elif condition.kind == "answer" and condition.step is not None:
        yield from _answer(place, condition, steps[condition.step])


def _answer(place: str, condition: Condition, step: Step) -> Iterator[str]:
    try:
        question = step.question(condition.question)
    except KeyError:
        yield f"{place}: question {condition.question!r} is not asked by step {step.slug}"
        return
    possible = answers_to(question)
    limits = [value for value in (condition.at_least, condition.at_most) if value is not None]
    if not limits and not condition.among:
        yield f"{place}: should say which answer: is, at_least or at_most"
    if limits and not question.numeric:
        yield f"{place}: {question.id} is not answered by a number: use is"
    for value in (*condition.among, *(limits if question.numeric else ())):
        if value not in possible:
            yield f"{place}: {value!r} is not an answer to {question.id}"
    if len(limits) == 2 and limits[0] > limits[1]:
        yield f"{place}: no answer is {conditions.words(condition).rpartition(' is ')[2]}"
