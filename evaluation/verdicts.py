"""What an answer told of a topic, and how serious it took a text to be."""

from collections.abc import Iterable

from bot.levels import LEVELS
from evaluation.labels import SIGNS, SYMPTOMS
from evaluation.sets import Answer


def told(answer: Answer, topic: str) -> list[str]:
    """Return every verdict given for a topic."""
    return [each["verdict"] for each in answer["answers"] if each["topic"] == topic]


def acceptable(answer: Answer, wanted: dict[str, list[str]], *, naming_is_enough: bool = False) -> bool:
    """Return whether each wanted topic is answered, and never otherwise than wanted."""
    for topic, verdicts in wanted.items():
        given = told(answer, topic)
        named = naming_is_enough and topic in answer["topics"]
        if not (given or named) or not set(given) <= set(verdicts):
            return False
    return True


def told_ok(answer: Answer, topics: Iterable[str]) -> bool:
    """Return whether any of `topics` was allowed."""
    return any("ok" in told(answer, topic) for topic in topics)


def reassures(answer: Answer) -> bool:
    """Return whether a symptom was called normal, or a danger sign fine."""
    calming = {"ok", "info"}
    normal = any(calming & set(told(answer, topic)) for topic in SYMPTOMS)
    return normal or told_ok(answer, SIGNS)


def rank(level: str) -> int:
    """Return how serious a level is, 0 for none to 3 for an emergency."""
    return LEVELS.index(level)


def raised(answer: Answer) -> bool:
    """Return whether a person is brought in within the day."""
    return rank(answer["urgency"]) >= rank("urgent")
