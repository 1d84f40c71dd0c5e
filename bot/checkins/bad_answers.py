"""What a patient who answers badly would get: for every answer that raises something, its level, its reply and what follows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.checkins.judging import READINGS, unread
from bot.checkins.placing import answers_to
from bot.checkins.timeline import Escalation, FollowUp, Outcome, Question, Step, Timeline, Value

#: How each answer to a follow-up is told.
TOLD = {"unclear": "says neither", "told": "tells it", "names": "names one of these"}


@dataclass(frozen=True)
class Next:
    """What follows from one answer to a further question."""

    answer: str
    level: str
    reason: str
    reply: str


@dataclass(frozen=True)
class BadAnswer:
    """One answer that raises something: `level` is a bot.levels name, `reply` a text as the phone shows it."""

    step: str
    question: str
    answer: str
    level: str
    reason: str
    reply: str
    then: tuple[Next, ...] = ()


def bad_answers(timeline: Timeline, numbers: Mapping[str, str]) -> list[BadAnswer]:
    """Return every row of the escalation table in the order of the steps, then what holds for all of them.

    `numbers` fills the placeholders; "by" in it is when a case for review is answered, "by_urgent" when an urgent one is.
    """
    found = [
        _bad(timeline, step.slug, row.when, answer_words(row, step), row.outcome, numbers)
        for step in timeline.steps
        for row in step.escalations
    ]
    rising = timeline.rising
    names = " or ".join(rising.questions)
    found.append(_bad(timeline, "", names, "higher twice in a row", rising.outcome, numbers))
    urgent = Outcome("urgent", rising.outcome.reason, "urgent")
    found.append(_bad(timeline, "", names, f"higher twice in a row, now {rising.urgent_from} or more", urgent, numbers))
    return [*found, *_unread(timeline, numbers)]


def _bad(timeline: Timeline, step: str, question: str, answer: str, outcome: Outcome, numbers: Mapping[str, str]) -> BadAnswer:
    follow_up = timeline.follow_ups.get(outcome.ask or "")
    then = tuple(_further(timeline, follow_up, numbers)) if follow_up else ()
    return BadAnswer(step, question, answer, outcome.level, outcome.reason, _said(timeline, outcome, numbers), then)


def _said(timeline: Timeline, outcome: Outcome, numbers: Mapping[str, str]) -> str:
    by = numbers.get("by_urgent") if outcome.level == "urgent" else numbers.get("by")
    return timeline.say(outcome.reply, **{"by": "{by}", **numbers, **({"by": by} if by else {})})


def _further(timeline: Timeline, follow_up: FollowUp, numbers: Mapping[str, str]) -> Iterator[Next]:
    outcomes = {TOLD.get(answer, answer): outcome for answer, outcome in follow_up.outcomes.items()}
    if follow_up.named:
        outcomes = {f"{TOLD['names']}: {', '.join(follow_up.named_words)}": follow_up.named, **outcomes}
    for answer, outcome in outcomes.items():
        yield Next(answer, outcome.level, outcome.reason, _said(timeline, outcome, numbers))


def answer_words(row: Escalation, step: Step) -> str:
    """Return in words which answers a row of a step's table is about: "7 to 10", "no, naming hot or growing"."""
    question = step.question(row.when)
    if row.at_least_as is not None:
        told = f"as high as at {row.at_least_as} or higher"
    else:
        covered = _covered(row, step)
        values = [value for value in answers_to(question) if _within(row, value) and value not in covered]
        told = _span(values) if question.numeric else " or ".join(_called(value, question) for value in values)
    return f"{told}, naming {' or '.join(row.names)}" if row.names else told


def _covered(row: Escalation, step: Step) -> set[Value]:
    """Return the answers that a row before this one takes in every case."""
    before = step.escalations[: step.escalations.index(row)]
    plain = [each for each in before if each.when == row.when and not each.names and each.at_least_as is None]
    return {value for each in plain for value in answers_to(step.question(row.when)) if _within(each, value)}


def _called(value: Value, question: Question) -> str:
    return f"yes, naming only {', '.join(question.mild[:3])}" if value == "mild" and question.mild else str(value)


def _within(row: Escalation, value: Value) -> bool:
    if row.among:
        return value in row.among
    limits = ((row.at_least, 0), (row.above, 1))
    return isinstance(value, int) and (
        all(limit is None or value >= limit + more for limit, more in limits) and (row.at_most is None or value <= row.at_most)
    )


def _span(values: list[Value]) -> str:
    """Return scores in words: "4 to 6", "3", "1, 3"."""
    if len(values) > 1 and values == [*range(int(values[0]), int(values[-1]) + 1)]:
        return f"{values[0]} to {values[-1]}"
    return ", ".join(str(value) for value in values) or "no answer"


def _unread(timeline: Timeline, numbers: Mapping[str, str]) -> Iterator[BadAnswer]:
    """Yield what follows where a reply cannot be read, once and again."""
    for attempt in range(1, READINGS + 1):
        found = unread(attempt)
        outcome = Outcome(found.level, found.reason, found.reply)
        yield _bad(timeline, "", "any", "cannot be read" + (" again" if attempt > 1 else ""), outcome, numbers)
