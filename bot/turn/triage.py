"""The protocol's triage questions, read and judged with the timeline's own: better or worse, how bad, which danger."""

from dataclasses import replace

from bot import checkins
from bot.checkins import Context, Judgement, Timeline, Value
from bot.levels import at_least
from bot.memory import OpenQuestion
from bot.turn.understood import topic_of

#: A question of the protocol -> the timeline's question that reads the same answer.
READ_AS = {"pain_score": "pain", "infection_screen": "u1_screen", "worse_or_better": "redness_trend"}
#: Where a single answer to a step's question is judged: the step that asks it.
JUDGED_AT = {"pain": "24h", "danger": "4h"}
#: What "better, the same or worse?" means for each sign; a timeline published without one of these has the redness's.
OWN_TREND = {
    "swelling": "swelling_trend", "pain": "pain_trend", "warmth": "warmth_trend", "bruising": "bruising_trend",
    "dryness": "surface_trend", "peeling": "surface_trend", "itching": "surface_trend", "breakout": "surface_trend",
    "pigmentation": "surface_trend", "other": "surface_trend",
}  # fmt: skip
#: Spots are expected at first: a "no" to the screen is no case.
SPOTS = "spots_screen"
#: Signs of which "the same" is no case before this hour (clinical reference, section 7, "Symptoms by hour").
EARLY = {"redness": 72.0, "swelling": 72.0}


def question_id(question: OpenQuestion, timeline: Timeline, hours: float | None) -> str:
    """Return the timeline's name of a question, at these hours since the session."""
    if question.name == "infection_screen" and topic_of(question.about) == "breakout" and SPOTS in timeline.follow_ups:
        return SPOTS
    if question.name != "worse_or_better":
        return READ_AS.get(question.name, question.name)
    topic = topic_of(question.about)
    own = OWN_TREND.get(topic, READ_AS[question.name])
    if hours is not None and hours < EARLY.get(topic, 0.0):
        own = f"{topic}_trend_early"
    return own if own in timeline.follow_ups else READ_AS[question.name]


def read_triage(question: OpenQuestion, text: str, timeline: Timeline, hours: float | None = None) -> Value | None:
    """Return what `text` answers to `question`, None where it cannot be read."""
    name = question_id(question, timeline, hours)
    try:
        value = checkins.read_followup(name, text, timeline=timeline)
    except KeyError:  # a timeline published since no longer asks it
        return None
    return _grown(name, question, text) if value is None else value


def _grown(name: str, question: OpenQuestion, text: str) -> Value | None:
    """Return worse where the sign that a trend is asked of has had a lower score: "pain 5", then "it was a 2 last night".

    What was higher before is asked about again: a severe pain of some hours ago is not done with by a number.
    """
    score = question.values.get(name.split("_trend")[0]) if "_trend" in name else None
    return "worse" if score is not None and checkins.trend_told(f"{score}, {text}") == "worse" else None


def judge_triage(
    question: OpenQuestion, value: Value, context: Context, timeline: Timeline, hours: float | None = None
) -> Judgement:
    """Return what follows from the answer; a trend that the same text tells is taken with it ("6 and climbing")."""
    name = question_id(question, timeline, hours)
    if name in JUDGED_AT and context.step is None:
        step = timeline.step(JUDGED_AT[name])
        judged = checkins.judge(step, {name: value}, text=context.text, fine=True, timeline=timeline)
    else:
        judged = checkins.judge_followup(name, value, context, timeline=timeline)
    return with_trend(judged, context, timeline)


def with_trend(judged: Judgement, context: Context, timeline: Timeline) -> Judgement:
    """Return what follows where the judgement would ask "better or worse?" and the text has said it already."""
    trend = checkins.trend_told(context.text) if judged.ask and judged.ask.endswith("_trend") else None
    if trend is None or judged.ask is None:
        return judged
    further = checkins.judge_followup(judged.ask, trend, context, timeline=timeline)
    return further if at_least(further.level, judged.level) else replace(judged, ask=None, reply="review")
