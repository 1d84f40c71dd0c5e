"""What patients would hear differently: every topic at every hour at which its answer changes between two protocols.

The answers are made by the code that answers patients, for a sample patient whose session ended at a given moment.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from math import ceil

from bot import answers
from bot.protocols.comparing import QUESTION, TEXT
from bot.protocols.general_texts import SLIPS
from bot.protocols.protocol import Protocol, Subject
from bot.protocols.vocabulary import TEXT_PLACEHOLDERS
from bot.protocols.wording import filled
from bot.sms_text import segments

#: Hours at which a sample patient asks unless somebody chooses others: the first evening, then the days that rules turn on.
SAMPLE_HOURS = (1.0, 6.0, 30.0, 50.0, 80.0, 170.0, 340.0)
#: In an hour.
MICROSECONDS = 3_600_000_000


@dataclass(frozen=True)
class Sample:
    """A patient to try answers on: when the session ended (aware) and the zone of the phone."""

    performed_at: datetime
    zone: str | tzinfo


@dataclass(frozen=True)
class Heard:
    """One answer as it arrives on the phone."""

    verdict: str
    text: str
    #: The form for a reply about several subjects.
    short: str
    #: none, review or urgent: whether staff are brought in.
    level: str
    #: Where it came from; not part of what is heard.
    rule_id: str = field(compare=False)

    @property
    def segments(self) -> int:
        """How many SMS segments the text is billed as."""
        return segments(self.text)


@dataclass(frozen=True)
class Difference:
    """What is heard about one subject from `start` to before `end` hours (None: for good), before and after."""

    subject: str
    words: str
    start: float
    end: float | None
    #: Whether for somebody who has done it already, rather than for somebody who asks.
    done: bool
    #: None where the protocol does not know the subject.
    before: Heard | None
    after: Heard | None

    def holds_at(self, hours: float) -> bool:
        """Return whether this difference is heard `hours` after the session."""
        return self.start <= hours and (self.end is None or hours < self.end)

    @property
    def only_short(self) -> bool:
        """Whether only a reply about several subjects at once says it differently."""
        both = self.before, self.after
        return all(both) and len({(one.text, one.verdict, one.level) for one in both if one}) == 1


@dataclass(frozen=True)
class TextDifference:
    """A general text or a triage question that is said differently, with sample values filled in."""

    #: "question" or "text".
    kind: str
    name: str
    before: str
    after: str

    @property
    def segments(self) -> tuple[int, int]:
        """The SMS segments before and after."""
        return segments(self.before), segments(self.after)


def heard(protocol: Protocol, subject: str, hours: float, sample: Sample, done: bool = False) -> Heard:
    """Return what a patient hears who asks about `subject` at `hours` after the session, or has `done` it just then.

    KeyError on an unknown topic, ValueError on hours before the session.
    """
    if hours < 0:
        raise ValueError("nobody asks before the session")
    # Rounded up: a moment cut to microseconds could fall just short of the window that begins then.
    at = sample.performed_at + timedelta(microseconds=ceil(hours * MICROSECONDS))
    said = answers.answer(protocol, subject, performed_at=sample.performed_at, at=at, zone=sample.zone, already_done=done)
    return Heard(said.verdict, answers.compose([said]), said.short, said.level, said.rule_id)


def differences(before: Protocol, after: Protocol, sample: Sample) -> list[Difference]:
    """Return everything that would be heard differently, by subject in the order of `after`, then by hour."""
    names = [*after.subjects, *(name for name in before.subjects if name not in after.subjects)]
    return [found for name in names for found in _of_subject(before, after, name, sample)]


def text_differences(before: Protocol, after: Protocol) -> list[TextDifference]:
    """Return the general texts and triage questions that would be said differently."""
    sides = ((QUESTION, before.questions, after.questions), (TEXT, before.texts, after.texts))
    return [
        TextDifference(kind, name, _filled(old.get(name, "")), _filled(text))
        for kind, old, new in sides
        for name, text in new.items()
        if old.get(name) != text
    ]


def _of_subject(before: Protocol, after: Protocol, name: str, sample: Sample) -> Iterator[Difference]:
    known = [protocol.subjects[name] for protocol in (before, after) if name in protocol.subjects]
    same_slips = all(before.texts.get(slip) == after.texts.get(slip) for slip in SLIPS)
    if len(known) == 2 and known[0] == known[1] and same_slips and before.questions == after.questions:
        return
    hours = _hours(known, with_first_day=not same_slips)
    for start, end in zip(hours, [*hours[1:], None], strict=True):
        asked = [_heard(protocol, name, start, sample, done=False) for protocol in (before, after)]
        slipped = [_heard(protocol, name, start, sample, done=True) for protocol in (before, after)]
        if asked[0] != asked[1]:
            yield Difference(name, known[-1].words, start, end, False, *asked)
        # Where nothing was done wrong, whoever has done it hears what whoever asks hears.
        if slipped[0] != slipped[1] and slipped != asked:
            yield Difference(name, known[-1].words, start, end, True, *slipped)


def _hours(subjects: list[Subject], with_first_day: bool) -> list[float]:
    """Return the hours at which something may change; the words to a slip-up change after the first day."""
    first_day = {float(answers.FIRST_DAY)} if with_first_day else set()
    return sorted(first_day | {rule.start for subject in subjects for rule in subject.windows})


def _heard(protocol: Protocol, name: str, hours: float, sample: Sample, done: bool) -> Heard | None:
    return heard(protocol, name, hours, sample, done) if name in protocol.subjects else None


def _filled(text: str) -> str:
    return filled(text, TEXT_PLACEHOLDERS) if text else ""
