"""What follows from a reply: a level, why, what to say, what to ask next. The table itself is the timeline's.

Source: clinical reference, section 5 (when to escalate) and section 7 ("Check-in replies").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.checkins.parsing import load_default_timeline
from bot.checkins.replies.naming import names
from bot.checkins.timeline import Escalation, Outcome, Question, Step, Timeline, Value
from bot.levels import LEVELS

Earlier = Sequence[tuple[str, Mapping[str, Value]]]

#: an answer may be read this often before people take over
READINGS = 2
#: sums up what a step's danger question asks; it is asked again before anything else
DANGER = "danger"


@dataclass(frozen=True)
class Judgement:
    """`level` is one of bot.levels, `reply` the id of a text of the timeline, `ask` the question that this text asks, if any.

    `worried` is that something is not as expected at this stage: nothing reassuring may be said beside it.
    """

    level: str
    reason: str
    reply: str
    ask: str | None = None
    worried: bool = False


@dataclass(frozen=True)
class Context:
    """What a follow-up belongs to: the step it came from, the values given there, earlier steps' values, and the text itself."""

    step: Step | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    earlier: Earlier = ()
    text: str = ""


def judge(
    step: Step,
    values: Mapping[str, Value],
    *,
    earlier: Earlier = (),
    text: str = "",
    fine: bool = False,
    timeline: Timeline | None = None,
) -> Judgement:
    """Return what follows from the `values` of a reply to `step`; `earlier` has those of steps before, oldest first.

    `fine` (the reading's) is that the patient said all is well: then nothing that is missing is asked again. Without values
    nothing was understood; how often that has happened only the caller knows, see `unread`.
    """
    if not values and not fine:
        return unread(1)
    timeline = timeline or load_default_timeline()
    rows = [row.outcome for row in step.escalations if _holds(row, values, earlier, text)]
    rows += _rising(timeline, values, earlier)
    if rows:
        # the table is in order of weight, and max keeps the first of equals
        worst = max(rows, key=lambda outcome: LEVELS.index(outcome.level))
        reasons = "; ".join(dict.fromkeys(outcome.reason for outcome in rows if outcome.level == worst.level))
        return Judgement(worst.level, reasons, worst.reply, worst.ask, worried=True)
    return _calm(timeline, step, values, fine)


def judge_followup(question_id: str, value: Value, context: Context, *, timeline: Timeline | None = None) -> Judgement:
    """Return what follows from the `value` that read_followup gave. KeyError on a question that no one asks."""
    timeline = timeline or load_default_timeline()
    follow_up = timeline.follow_ups.get(question_id)
    if follow_up is None:
        if context.step is None:
            raise KeyError(question_id)
        together = {**context.values, question_id: value}
        return judge(context.step, together, earlier=context.earlier, text=context.text, timeline=timeline)
    outcome = follow_up.outcomes.get(str(value)) or follow_up.outcomes["unclear"]
    if follow_up.named is not None and value != "no" and names(context.text, follow_up.named_words):
        outcome = follow_up.named
    return Judgement(outcome.level, outcome.reason, outcome.reply, outcome.ask, worried=True)


def unread(attempts: int, question_id: str | None = None) -> Judgement:
    """Return what follows when a reply could not be read for the `attempts`-th time: the question again, then people."""
    if attempts < READINGS:
        return Judgement("none", "the reply could not be read", "not_read", question_id)
    return Judgement("review", f"a reply could not be read {attempts} times", "to_staff", None, worried=True)


def _holds(row: Escalation, values: Mapping[str, Value], earlier: Earlier, text: str) -> bool:
    """Return whether every condition of a row of the table holds."""
    value = values.get(row.when)
    if value is None or (row.among and value not in row.among):
        return False
    if row.names and not names(text, row.names):
        return False
    before = _earlier(row, earlier)
    if row.at_least_as is not None and before is None:
        return False
    limits = ((row.at_least, 0), (row.above, 1), (before, 0))
    number = value if isinstance(value, int) else 0
    return all(limit is None or number >= limit + more for limit, more in limits) and (
        row.at_most is None or number <= row.at_most
    )


def _earlier(row: Escalation, earlier: Earlier) -> int | None:
    """Return the score that the same question got at the step the row compares with."""
    for slug, values in reversed(earlier):
        value = values.get(row.when)
        if slug == row.at_least_as and isinstance(value, int):
            return value
    return None


def _rising(timeline: Timeline, values: Mapping[str, Value], earlier: Earlier) -> list[Outcome]:
    """Return the outcome of each score that has risen twice in a row, urgent from the clinic's limit."""
    risen = []
    for name in timeline.rising.questions:
        scores = [found[name] for _, found in (*earlier, ("now", values)) if isinstance(found.get(name), int)]
        last = [score for score in scores[-3:] if isinstance(score, int)]
        if name in values and len(last) == 3 and last[0] < last[1] < last[2]:
            level = "urgent" if last[2] >= timeline.rising.urgent_from else timeline.rising.outcome.level
            reply = "urgent" if level == "urgent" else timeline.rising.outcome.reply
            risen.append(Outcome(level, f"{name} {timeline.rising.outcome.reason}", reply))
    return risen


def _calm(timeline: Timeline, step: Step, values: Mapping[str, Value], fine: bool) -> Judgement:
    """Return what follows where no row of the table holds: thanks, and what is still to be asked."""
    strange = [question.id for question in step.questions if not _expected(question, values)]
    if not fine and (missing := _missing(timeline, step, values)):
        return Judgement("none", f"no answer yet to {missing[0]}", missing[1], missing[0], bool(strange))
    if values.get("book") == "yes" and not strange:
        return Judgement("none", "wants to book the next session", "booking")
    if strange or not values:
        return Judgement("none", "noted", "noted", worried=bool(strange))
    return Judgement("none", "as expected at this stage", "as_expected")


def _expected(question: Question, values: Mapping[str, Value]) -> bool:
    return question.id not in values or not question.expect or values[question.id] in question.expect


def _missing(timeline: Timeline, step: Step, values: Mapping[str, Value]) -> tuple[str, str] | None:
    """Return the first question that could bring in a person and has no answer, and its text; the danger question first."""
    deciding = [question.id for question in step.questions if question.id in step.deciding()]
    waiting = sorted((name for name in deciding if name not in values), key=lambda name: name != DANGER)
    texts = ((name, f"ask_missing_{name}") for name in waiting)
    return next((found for found in texts if found[1] in timeline.texts), None)
