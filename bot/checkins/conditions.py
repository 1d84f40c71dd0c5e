"""Whether the conditions of a step hold, judged when it falls due from what the earlier check-ins brought. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.checkins.timeline import Condition, Step, Value


@dataclass(frozen=True)
class Answers:
    """What a session's check-ins have brought so far, by the slugs of their steps.

    `values` has what was answered (question id -> value), `sent` the steps that the patient got, `worried` those whose answer
    raised a level.
    """

    values: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    sent: frozenset[str] = frozenset()
    worried: frozenset[str] = frozenset()


def unmet(step: Step, answers: Answers) -> str | None:
    """Return in words why `step` is not for this patient, None where every condition of it holds."""
    for condition in step.only_if:
        if found := _missing(condition, answers):
            return f"only if {words(condition)}: {found}"
    return None


def told(step: Step) -> str:
    """Return the conditions of a step in words, "" where it has none."""
    return " and ".join(words(condition) for condition in step.only_if)


def words(condition: Condition) -> str:
    """Return a condition in words: "pain at 24h is 4 or more"."""
    if condition.kind == "no_answer":
        return f"{condition.step} has no answer"
    if condition.kind == "worried":
        return f"the answer to {condition.step} was worrying" if condition.step else "an earlier answer was worrying"
    return f"{condition.question} at {condition.step} is {_limits(condition)}"


def _limits(condition: Condition) -> str:
    if condition.among:
        return " or ".join(str(value) for value in condition.among)
    low, high = condition.at_least, condition.at_most
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"{low} or more" if low is not None else f"{high} or less"


def _missing(condition: Condition, answers: Answers) -> str | None:
    if condition.kind == "worried":
        worried = condition.step in answers.worried if condition.step else bool(answers.worried)
        return None if worried else "it was not" if condition.step else "none was"
    slug = condition.step or ""
    if slug not in answers.sent:
        return "it was not sent"
    values = answers.values.get(slug, {})
    if condition.kind == "no_answer":
        return "it was answered" if values else None
    value = values.get(condition.question)
    if value is None:
        return "no answer"
    return None if _within(condition, value) else f"it was {value}"


def _within(condition: Condition, value: Value) -> bool:
    if condition.among and value not in condition.among:
        return False
    if condition.at_least is None and condition.at_most is None:
        return True
    return isinstance(value, int) and (
        (condition.at_least is None or value >= condition.at_least) and (condition.at_most is None or value <= condition.at_most)
    )
