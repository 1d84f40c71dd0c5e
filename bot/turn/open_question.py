"""Reading a text against the question that waits for an answer: a check-in's, a follow-up's or a triage question's."""

from dataclasses import replace

from bot import checkins
from bot.checkins import Context, Judgement, Value
from bot.levels import at_least, worst
from bot.memory import OpenQuestion
from bot.protocols.vocabulary import SYMPTOMS
from bot.safety import CRISIS
from bot.turn import answering, carrying
from bot.turn.amending import takes_back
from bot.turn.bare_number import QUESTION as NUMBER
from bot.turn.care import OpenCheckIn
from bot.turn.manner import asks_instead
from bot.turn.outcome import CheckInAnswer, Outcome
from bot.turn.triage import judge_triage, read_triage, with_trend
from bot.turn.turn import Turn
from bot.turn.understood import Understood, is_sign, topic_of
from bot.turn.which_session import choose_session

#: Acts that would be an answer if only it could be read.
ANSWER_LIKE = ("affirm", "deny", "give_score", "compare_better", "compare_same", "compare_worse", "report_fine", "nlu_fallback")
#: Acts of a text that asks or tells something of its own beside the answer.
ASKS = ("ask_may", "ask_when", "ask_how", "ask_normal", "ask_what", "ask_why", "report_slip")
#: "Which of these do you have?" is answered by any sign, though it may sound like a question ("what a pain in my jaw").
TELL_US = "which_sign"


def take_reply(turn: Turn) -> Outcome | None:
    """Return what follows where the text answers our open question, None where it does not."""
    kind = turn.care.question_kind()
    question = turn.care.memory.open_question(turn.care.now)
    if kind == "follow_up" and question is not None:
        return follow_up(turn, question)
    if kind == "check_in" and turn.care.check_in is not None:
        return check_in_reply(turn, turn.care.check_in)
    return None


def check_in_reply(turn: Turn, check_in: OpenCheckIn) -> Outcome | None:
    """Read the text against the check-in's questions."""
    step = turn.timeline.step(check_in.step)
    reading = checkins.read(step, turn.understood.text)
    if not reading.understood:
        return unread(turn, OpenQuestion(name="check_in", at=turn.care.now, about=step.slug))
    judged = checkins.judge(
        step,
        reading.values,
        earlier=check_in.earlier,
        text=turn.understood.text,
        fine=reading.fine,
        timeline=turn.timeline,
    )
    judged = with_trend(judged, Context(step, reading.values, check_in.earlier, turn.understood.text), turn.timeline)
    told = judged_outcome(turn, judged, reading.rest, step.slug, reading.values)
    return told.copy(update={"check_in": CheckInAnswer(id=check_in.id, values=reading.values)})


def follow_up(turn: Turn, question: OpenQuestion) -> Outcome | None:
    """Read the text against a further question of ours."""
    if question.name == "check_in":
        return check_in_reply(turn, turn.care.check_in) if turn.care.check_in else None
    if question.name == "which_session":
        return choose_session(turn)
    if question.name in ("human_offer", NUMBER) or asks_something_else(turn, question) or asks_instead(turn.understood.text):
        return None
    hours = turn.care.hours()
    value = read_triage(question, turn.understood.text, turn.timeline, hours)
    if value is None:
        return unread(turn, question)
    judged = judge_triage(question, value, context(turn, question), turn.timeline, hours)
    if question.doubted == "emergency" and value == "yes":
        return emergency_after_all(turn, question, judged)
    if question.doubted != "none" and value == "no":
        judged = replace(judged, level="none")  # of what was doubted a case is open already
    told = judged_outcome(turn, judged, "", question.about, {**question.values})
    return about_its_sign(told, question)


def about_its_sign(told: Outcome, question: OpenQuestion) -> Outcome:
    """Return the outcome with the sign that the question was about among its topics."""
    topic = topic_of(question.about)
    return told.copy(update={"topics": list(dict.fromkeys([*told.topics, topic]))}) if topic in SYMPTOMS else told


def emergency_after_all(turn: Turn, question: OpenQuestion, judged: Judgement) -> Outcome:
    """Return the alarm of an emergency that the reader had ruled out, once the patient says that it is theirs, and now."""
    in_crisis = CRISIS in question.codes and turn.care.crisis_line
    text = turn.say("emergency_crisis", crisis_line=turn.care.crisis_line) if in_crisis else turn.say("emergency")
    return forget(turn.outcome(text)).raised("emergency", question.name, judged.reason)


def asks_something_else(turn: Turn, question: OpenQuestion) -> bool:
    """Return whether the text asks a question of its own about something else than ours was about."""
    # A check-in's further question is about its step; which sign it means stands in its name: "pain_trend".
    ours = {topic_of(question.about or "-"), question.name.split("_")[0]}
    others = [subject for subject in turn.understood.clinical() if topic_of(subject) not in ours]
    if question.name == TELL_US and "?" not in turn.understood.text and not takes_back(turn.understood.text):
        others = [subject for subject in others if not is_sign(subject)]
    return turn.understood.intent in ASKS and bool(others)


def context(turn: Turn, question: OpenQuestion) -> Context:
    """Return what a follow-up is judged with: the step it came from, where it came from one."""
    steps = {step.slug: step for step in turn.timeline.steps}
    earlier = turn.care.check_in.earlier if turn.care.check_in else []
    return Context(step=steps.get(question.about), values=question.values, earlier=earlier, text=turn.understood.text)


def unread(turn: Turn, question: OpenQuestion) -> Outcome | None:
    """Ask once more, then bring in people; a text that is plainly about something else is no answer at all."""
    if (
        carrying.goes_on(turn)
        or turn.understood.intent not in ANSWER_LIKE
        or turn.understood.clinical()
        or turn.care.gate_level != "none"
    ):
        return None
    waiting = turn.care.memory.question
    attempts = 1 + (waiting.attempts if waiting and waiting.name == question.name else 0)
    judged = checkins.unread(attempts, question.name)
    told = turn.outcome(turn.timeline_text(judged.reply))
    if judged.level != "none":
        return forget(told.raised(judged.level, "unread", judged.reason))
    return told.copy(update={"memory": told.memory.copy(update={"question": question.copy(update={"attempts": attempts})})})


def judged_outcome(turn: Turn, judged: Judgement, rest: str, about: str, values: dict[str, Value]) -> Outcome:
    """Return the outcome of a judged answer; a question of the patient's own beside it is answered too, danger alone."""
    told = forget(turn.outcome(words_of(turn, judged)))
    if judged.ask:
        waits = OpenQuestion(name=judged.ask, at=turn.care.now, about=about, values=values, codes=turn.care.gate_codes)
        told = told.copy(update={"memory": told.memory.copy(update={"question": waits})})
    if judged.level != "none":
        told = told.raised(judged.level, f"check_in:{about}", judged.reason)
    return with_own_question(turn, told, judged, rest)


def words_of(turn: Turn, judged: Judgement) -> str:
    """Return the text of a judgement; over a sign that the gate flagged, nothing that sounds as expected is said."""
    text = turn.timeline_text(judged.reply, judged.level, **asked_for(turn, judged))
    if at_least(turn.care.gate_level, "review") and judged.level == "none":
        return answering.acknowledgement(turn)
    return text


def asked_for(turn: Turn, judged: Judgement) -> dict[str, object]:
    """Return the values of a text that asks for a missing score again."""
    for step in turn.timeline.steps:
        for question in step.questions:
            if question.id == judged.ask:
                return {"question": question.id.replace("_", " "), "low": question.low, "high": question.high}
    return {}


def with_own_question(turn: Turn, told: Outcome, judged: Judgement, rest: str) -> Outcome:
    """Add the answer to what the patient asked beside the check-in's answer."""
    beside = replace(turn, understood=Understood(rest, "ask_may", ()))
    goes_on = bool(rest) and not turn.understood.clinical() and carrying.goes_on(beside)
    if not (goes_on or asks_beside(turn, rest)) or at_least(worst(judged.level, turn.care.gate_level), "urgent"):
        return told
    own = beside if goes_on else replace(turn, understood=replace(turn.understood, text=rest))
    answer = answering.answer_topics(own)
    question = told.memory.question or answer.memory.question
    memory = answer.memory.copy(update={"question": question})
    first = "" if judged.reply in ("as_expected", "noted") else f" {told.text}"
    joined = told.copy(update={"text": f"{answer.text}{first}", "told": answer.told, "topics": answer.topics, "memory": memory})
    return joined.raised(answer.level, answer.codes[-1], answer.reason) if answer.level != "none" else joined


def asks_beside(turn: Turn, rest: str) -> bool:
    """Return whether what is left of the text asks something of its own: a thing to do, or anything asked as a question."""
    subjects = turn.understood.clinical()
    things = [subject for subject in subjects if topic_of(subject) not in SYMPTOMS]
    asks = turn.understood.intent in ASKS or checkins.asks(rest)
    return bool(rest) and bool(things or (subjects and asks))


def forget(told: Outcome) -> Outcome:
    """Return the outcome with no question of ours open."""
    return told.copy(update={"memory": told.memory.copy(update={"question": None})})
