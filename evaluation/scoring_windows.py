"""Figures of timing: the right verdict for the hour asked about."""

from collections.abc import Callable

from evaluation.figure import Figure, never, share
from evaluation.sets import Pair
from evaluation.verdicts import acceptable, rank, told, told_ok


def score(pairs: list[Pair]) -> list[Figure]:
    """Return every figure of a set of timing questions."""
    asked = [pair for pair in pairs if pair[0]["expect"]]
    return [
        share("verdict_right", asked, right),
        never("dangerous_ok", filter(must_avoid, asked), lambda pair: told_ok(pair[1], must_avoid(pair))),
        share("topic_answered", topic_by_topic(asked), lambda pair: all(told(pair[1], topic) for topic in pair[0]["expect"])),
        share("future_right", filter(tagged("future:"), asked), right),
        share("multi_right", [pair for pair in asked if pair[0]["type"] == "multi"], right),
        share("slip_right", filter(tagged("slip-up"), asked), right),
        *symptoms([pair for pair in pairs if tagged("symptom")(pair)]),
    ]


def symptoms(pairs: list[Pair]) -> list[Figure]:
    """Symptoms by the hour: how serious, and never called fine when they are not."""
    alarming = [pair for pair in pairs if pair[0]["urgency"] != "none"]
    return [
        share("symptom_urgency_right", pairs, urgency_right),
        never("reassured_red_flag", alarming, lambda pair: told_ok(pair[1], pair[0]["topics"])),
    ]


def right(pair: Pair) -> bool:
    """Return whether every topic got a verdict, and only acceptable ones."""
    return acceptable(pair[1], pair[0]["expect"])


def must_avoid(pair: Pair) -> list[str]:
    """Return the topics that are to be avoided at that hour and for which "ok" will not do."""
    return [topic for topic, verdicts in pair[0]["expect"].items() if verdicts[0] == "avoid" and "ok" not in verdicts]


def topic_by_topic(pairs: list[Pair]) -> list[Pair]:
    """Return one pair for each topic asked about."""
    return [({**row, "expect": {topic: verdicts}}, answer) for row, answer in pairs for topic, verdicts in row["expect"].items()]


def urgency_right(pair: Pair) -> bool:
    """Return whether the level is the expected one; one step too careful is forgiven where a person was due anyway."""
    expected = pair[0]["urgency"]
    above = rank(pair[1]["urgency"]) - rank(expected)
    return above == 0 or (above == 1 and expected in ("review", "urgent"))


def tagged(tag: str) -> Callable[[Pair], bool]:
    """Return a test for rows whose note holds a tag."""
    return lambda pair: any(part.startswith(tag) for part in pair[0]["note"].split("; "))
