"""A clinic's check-in timeline as values. What each field means is told at the head of default_timeline.yml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta

Value = int | str
#: From when to just before when, local times of one day.
Window = tuple[time, time]


@dataclass(frozen=True)
class Question:
    """One thing a check-in asks. Values: int for a score or choice, "yes"/"no"/"mild" or "better"/"same"/"worse" otherwise."""

    id: str
    kind: str
    low: int = 0
    high: int = 0
    expect: tuple[Value, ...] = ()
    fine: Value | None = None
    words: tuple[str, ...] = ()
    inverse: bool = False
    mild: tuple[str, ...] = ()
    options: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def numeric(self) -> bool:
        """Whether it is answered by a number from `low` to `high`."""
        return self.kind in ("score", "choice")

    @property
    def yes_or_no(self) -> bool:
        """Whether it is answered by yes or no."""
        return self.kind in ("yes_no", "danger")


@dataclass(frozen=True)
class Outcome:
    """What follows from an answer: a level (bot.levels), why, the text to send, a follow-up to open."""

    level: str
    reason: str
    reply: str
    ask: str | None = None


@dataclass(frozen=True)
class Escalation:
    """One row of the escalation table: it holds when every condition that is set holds."""

    when: str
    outcome: Outcome
    among: tuple[Value, ...] = ()
    at_least: int | None = None
    at_most: int | None = None
    above: int | None = None
    at_least_as: str | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """What must hold when a step falls due; `kind` is answer (within the limits), no_answer or worried (it raised a level).

    `step` is the earlier step whose answer it looks at, None for any of them (worried only).
    """

    kind: str
    step: str | None = None
    question: str = ""
    among: tuple[Value, ...] = ()
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True)
class Step:
    """One check-in: due `offset` after the session, or after the step `after`, worth sending for `lifetime` from then.

    `between` narrows the clinic's daytime for this step; every condition of `only_if` must hold for it to be sent.
    """

    slug: str
    offset: timedelta
    lifetime: timedelta
    text: str
    questions: tuple[Question, ...]
    escalations: tuple[Escalation, ...]
    no_reply_to: tuple[str, ...] = ()
    wait: timedelta = timedelta()
    review_after: timedelta = timedelta()
    after: str | None = None
    between: Window | None = None
    only_if: tuple[Condition, ...] = ()

    @property
    def is_reminder(self) -> bool:
        """Whether it is sent only where earlier steps had no reply."""
        return bool(self.no_reply_to)

    @property
    def is_conditional(self) -> bool:
        """Whether some patients never get it: a reminder, or a step with conditions."""
        return bool(self.no_reply_to or self.only_if)

    def looks_at(self) -> frozenset[str]:
        """Return the slugs of the earlier steps on whose answers it depends."""
        return frozenset(self.no_reply_to) | {each.step for each in self.only_if if each.step}

    def window(self, daytime: Window) -> Window:
        """Return when it may be sent: its own times within the clinic's `daytime`; all of that where the two never meet."""
        own = self.between or daytime
        narrowed = max(own[0], daytime[0]), min(own[1], daytime[1])
        return narrowed if narrowed[0] < narrowed[1] else daytime

    def question(self, question_id: str) -> Question:
        """Return the question with this id. KeyError where the step does not ask it."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def deciding(self) -> frozenset[str]:
        """Return the ids of the questions whose answer can bring in a person."""
        return frozenset(escalation.when for escalation in self.escalations)


@dataclass(frozen=True)
class FollowUp:
    """A further question of the bot; `kind` is trend, screen, you or free. `named` outranks the outcomes where told."""

    id: str
    kind: str
    text: str
    outcomes: Mapping[str, Outcome]
    words: tuple[str, ...] = ()
    named: Outcome | None = None
    named_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rising:
    """Scores that rise twice in a row bring in a person whatever each alone means."""

    questions: tuple[str, ...]
    urgent_from: int
    outcome: Outcome


@dataclass(frozen=True)
class Timeline:
    """All check-ins of a clinic in the order in which they are meant to fall due, with the texts they use."""

    steps: tuple[Step, ...]
    follow_ups: Mapping[str, FollowUp]
    texts: Mapping[str, str]
    rising: Rising
    crowded: timedelta
    quiet: timedelta

    def step(self, slug: str) -> Step:
        """Return the step called `slug` ("4h", "day3", "reminder"). KeyError where there is none."""
        for step in self.steps:
            if step.slug == slug:
                return step
        raise KeyError(slug)

    def offset_of(self, step: Step) -> timedelta:
        """Return how long after the session `step` is meant to fall due, before it is moved into anybody's daytime."""
        return step.offset if step.after is None else self.offset_of(self.step(step.after)) + step.offset

    def place_of(self, step: Step) -> timedelta | None:
        """Return the same, None where a timeline that has problems does not say: `step` follows nothing, or itself in the end."""
        try:
            return self.offset_of(step)
        except (KeyError, RecursionError):
            return None

    def say(self, text_id: str, **values: object) -> str:
        """Return the text `text_id` with its placeholders filled, e.g. emergency_number="999"."""
        return self.texts[text_id].format(**values)
