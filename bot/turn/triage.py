"""The protocol's triage questions, read and judged with the timeline's own: better or worse, how bad, which danger."""

from bot import checkins
from bot.checkins import Context, Judgement, Timeline, Value
from bot.memory import OpenQuestion
from bot.turn.understood import topic_of

#: A question of the protocol -> the timeline's question that reads the same answer.
READ_AS = {"pain_score": "pain", "infection_screen": "u1_screen", "worse_or_better": "redness_trend"}
#: Where a single answer to a step's question is judged: the step that asks it.
JUDGED_AT = {"pain": "24h", "danger": "4h"}
#: Swelling that stays is judged by its own rows.
OWN_TREND = {"swelling": "swelling_trend", "pain": "pain_trend"}


def question_id(question: OpenQuestion) -> str:
    """Return the timeline's name of a question."""
    if question.name == "worse_or_better":
        return OWN_TREND.get(topic_of(question.about), READ_AS[question.name])
    return READ_AS.get(question.name, question.name)


def read_triage(question: OpenQuestion, text: str, timeline: Timeline) -> Value | None:
    """Return what `text` answers to `question`, None where it cannot be read."""
    try:
        return checkins.read_followup(question_id(question), text, timeline=timeline)
    except KeyError:  # a timeline published since no longer asks it
        return None


def judge_triage(question: OpenQuestion, value: Value, context: Context, timeline: Timeline) -> Judgement:
    """Return what follows from the answer."""
    name = question_id(question)
    if name in JUDGED_AT and context.step is None:
        step = timeline.step(JUDGED_AT[name])
        return checkins.judge(step, {name: value}, text=context.text, fine=True, timeline=timeline)
    return checkins.judge_followup(name, value, context, timeline=timeline)
