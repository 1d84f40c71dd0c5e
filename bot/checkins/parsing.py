"""A timeline from its YAML document."""

from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.checkins.checking import check
from bot.checkins.document import Fields
from bot.checkins.lines import LOADER, repeated_keys, with_lines
from bot.checkins.timeline import Condition, Escalation, FollowUp, Outcome, Question, Rising, Step, Timeline, Window

DEFAULT = Path(__file__).with_name("default_timeline.yml")


class TimelineError(ValueError):
    """The document is no timeline. `problems` tells each reason in words, with its line where it has one."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@lru_cache(maxsize=1)
def load_default_timeline() -> Timeline:
    """Return the timeline that a clinic starts with."""
    return parse_timeline(default_timeline_text())


def default_timeline_text() -> str:
    """Return the document of the default timeline, as YAML."""
    return DEFAULT.read_text(encoding="utf-8")


def parse_timeline(document: str, daytime: Window | None = None) -> Timeline:
    """Return the timeline of a YAML `document`. TimelineError with every problem found.

    `daytime` is when the clinic sends check-ins: where it is given, the steps' own times must lie within it.
    """
    timeline, problems = examine(document, daytime)
    if timeline is None or problems:
        raise TimelineError(problems)
    return timeline


def examine(document: str, daytime: Window | None = None) -> tuple[Timeline | None, list[str]]:
    """Return what a `document` says and everything that is wrong with it, each with its line where it has one.

    The timeline is None where not even its fields can be read; one with problems is for looking at, never for planning.
    """
    problems: list[str] = []
    try:
        timeline = _timeline(loaded(document), problems)
        problems.extend(repeated_keys(document))
    except TimelineError as error:
        return None, error.problems
    readable = not problems
    if readable:
        problems.extend(check(timeline, daytime))
    return timeline if readable else None, with_lines(document, problems) if problems else []


def loaded(document: str) -> Any:
    """Return what a YAML document holds. TimelineError with its line where it cannot be read."""
    try:
        return yaml.load(document, Loader=LOADER)  # noqa: S506 (a safe loader, the fast one where there is one)
    except yaml.MarkedYAMLError as error:
        number = error.problem_mark.line if error.problem_mark else 0
        line = dict(enumerate(document.split("\n"))).get(number, "")
        reason = "a tab: indent with spaces" if "\t" in line else f"not readable as YAML: {error.problem}"
        raise TimelineError([f"line {number + 1}: {reason}"]) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise TimelineError(["not readable as YAML"]) from error


def _timeline(found: Any, problems: list[str]) -> Timeline:
    fields = Fields(found, "", problems)
    fields.only("version", "crowded_hours", "quiet_hours", "steps", "rising", "follow_ups", "texts")
    if fields.number("version", 0) != 1:
        fields.problem("version should be 1")
    texts = fields.inside(fields.mapping("texts"), "texts")
    follow_ups = [
        _follow_up(fields.inside(each, f"follow-up {number}")) for number, each in enumerate(fields.listed("follow_ups"), 1)
    ]
    return Timeline(
        steps=tuple(_step(fields.inside(each, f"step {number}")) for number, each in enumerate(fields.listed("steps"), 1)),
        follow_ups={follow_up.id: follow_up for follow_up in follow_ups},
        texts={str(name): texts.text(name) for name in texts.found},
        rising=_rising(fields.inside(fields.mapping("rising"), "rising")),
        crowded=timedelta(hours=fields.number("crowded_hours", 6)),
        quiet=timedelta(hours=fields.number("quiet_hours", 3)),
    )


def _step(fields: Fields) -> Step:
    slug = fields.text("slug")
    fields.place = f"step {slug}" if slug else fields.place
    fields.only("slug", "offset_hours", "after", "between", "only_if", "expires_after_hours", "text", "questions", "escalations",
                "no_reply_to", "wait_hours", "review_after_hours")  # fmt: skip
    questions = enumerate(fields.listed("questions"), 1)
    escalations = enumerate(fields.listed("escalations"), 1)
    return Step(
        slug=slug,
        offset=timedelta(hours=fields.number("offset_hours", least=1)),
        lifetime=timedelta(hours=fields.number("expires_after_hours", least=1)),
        text=fields.text("text"),
        questions=tuple(_question(fields.inside(each, f"question {number}")) for number, each in questions),
        escalations=tuple(_escalation(fields.inside(each, f"escalation {number}")) for number, each in escalations),
        no_reply_to=fields.texts("no_reply_to"),
        wait=timedelta(hours=fields.number("wait_hours", 0)),
        review_after=timedelta(hours=fields.number("review_after_hours", 0)),
        after=fields.text("after", "") or None,
        between=fields.window("between"),
        only_if=tuple(_condition(fields.inside(each, f"condition {n}")) for n, each in enumerate(fields.listed("only_if"), 1)),
    )


def _condition(fields: Fields) -> Condition:
    """Return one line of only_if: an answer to an earlier step, `no_answer_to` a step, or `worried`."""
    if "no_answer_to" in fields.found:
        fields.only("no_answer_to")
        return Condition("no_answer", fields.text("no_answer_to"))
    if "worried" in fields.found:
        fields.only("worried")
        return Condition("worried", None if fields.found["worried"] is True else fields.text("worried"))
    fields.only("step", "question", "is", "at_least", "at_most", "no_answer_to", "worried")
    return Condition(
        "answer",
        step=fields.text("step"),
        question=fields.text("question"),
        among=fields.values("is"),
        at_least=fields.optional_number("at_least"),
        at_most=fields.optional_number("at_most"),
    )


def _question(fields: Fields) -> Question:
    fields.only("id", "kind", "low", "high", "expect", "fine", "words", "inverse", "mild", "options")
    fine = fields.found.get("fine")
    if isinstance(fine, bool):
        fields.problem("fine: write yes and no in quotes")
    return Question(
        id=fields.text("id"),
        kind=fields.text("kind"),
        low=fields.number("low", 0),
        high=fields.number("high", 0),
        expect=fields.values("expect"),
        fine=fine,
        words=fields.texts("words"),
        inverse=fields.found.get("inverse") is True,
        mild=fields.texts("mild"),
        options={option: tuple(words) for option, words in fields.mapping("options").items()},
    )


def _outcome(fields: Fields) -> Outcome:
    asked = fields.text("ask", "") or None
    return Outcome(level=fields.text("level"), reason=fields.text("reason"), reply=fields.text("reply"), ask=asked)


def _escalation(fields: Fields) -> Escalation:
    fields.only("when", "is", "at_least", "at_most", "above", "at_least_as", "names", "level", "reason", "reply", "ask")
    return Escalation(
        when=fields.text("when"),
        outcome=_outcome(fields),
        among=fields.values("is"),
        at_least=fields.optional_number("at_least"),
        at_most=fields.optional_number("at_most"),
        above=fields.optional_number("above"),
        at_least_as=fields.text("at_least_as", "") or None,
        names=fields.texts("names"),
    )


def _follow_up(fields: Fields) -> FollowUp:
    fields.only("id", "kind", "text", "outcomes", "words", "names")
    outcomes = fields.mapping("outcomes")
    named = fields.inside(fields.found["names"], "names") if "names" in fields.found else None
    return FollowUp(
        id=fields.text("id"),
        kind=fields.text("kind"),
        text=fields.text("text"),
        outcomes={str(answer): _outcome(fields.inside(each, f"outcome {answer}")) for answer, each in outcomes.items()},
        words=fields.texts("words"),
        named=_outcome(named) if named else None,
        named_words=named.texts("words") if named else (),
    )


def _rising(fields: Fields) -> Rising:
    fields.only("questions", "level", "urgent_from", "reason", "reply")
    return Rising(fields.texts("questions"), fields.number("urgent_from", 7), _outcome(fields))
