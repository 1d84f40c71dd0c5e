"""A protocol: what a patient is told, by subject and by hours since the session."""

from collections.abc import Mapping
from dataclasses import dataclass


class ProtocolError(ValueError):
    """The protocol cannot be used; `problems` says every reason, each with its line where one is known."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Rule:
    """One window of one subject: holds while start <= hours < end. An end of None is forever."""

    #: Such as "makeup@0-24" or, for the last window, "makeup@72-".
    id: str
    subject: str
    #: Hours after the end of the session.
    start: float
    end: float | None
    #: avoid, caution, ok or info.
    verdict: str
    #: The full answer, with {from} and {until} for the moment of the next change.
    text: str
    #: The same in half a segment or less, for replies about several topics.
    short: str
    #: none, review or urgent: what asking about this subject in this window raises by itself.
    level: str
    #: Where it is written in the clinical reference, such as "row 20".
    source: str
    #: The triage question that goes with it, a key of `Protocol.questions`.
    ask: str | None = None

    def holds_at(self, hours: float) -> bool:
        """Return whether this window holds `hours` after the session."""
        return self.start <= hours and (self.end is None or hours < self.end)


@dataclass(frozen=True)
class Subject:
    """What is answered about one thing, over all time."""

    name: str
    #: How a reply calls it, such as "eye makeup".
    words: str
    #: In order, from 0 to forever, without gap or overlap.
    windows: tuple[Rule, ...]
    #: The general text that opens the answer to someone who has already done it.
    slip: str | None = None


@dataclass(frozen=True)
class Protocol:
    """Everything a clinic has approved for one procedure."""

    title: str
    subjects: Mapping[str, Subject]
    questions: Mapping[str, str]
    texts: Mapping[str, str]

    def subject(self, name: str) -> Subject:
        """Return the subject called `name`, or its topic where the variant is unknown. KeyError on an unknown topic."""
        if name in self.subjects:
            return self.subjects[name]
        return self.subjects[name.split("/")[0]]

    def rule(self, subject: str, hours: float) -> Rule:
        """Return the window of `subject` that holds `hours` after the session.

        An unknown variant is answered as its topic. KeyError on an unknown topic, ValueError on hours before the session.
        """
        if hours < 0:
            raise ValueError("no rule holds before the session")
        return next(rule for rule in self.subject(subject).windows if rule.holds_at(hours))

    def next_change(self, subject: str, hours: float) -> Rule | None:
        """Return the first later window of `subject` with another verdict than at `hours`, or None when it stays so."""
        now = self.rule(subject, hours)
        later = (rule for rule in self.subject(subject).windows if rule.start > now.start)
        return next((rule for rule in later if rule.verdict != now.verdict), None)

    def question(self, name: str) -> str:
        """Return the wording of a triage question."""
        return self.questions[name]

    def text(self, name: str, **values: str) -> str:
        """Return the general text `name` with its placeholders filled. KeyError on an unknown name or a missing value."""
        return self.texts[name].format_map(values)
