"""The order in which a turn is decided: whose skin it is, then our own open question, then what the text asks."""

from collections.abc import Callable
from dataclasses import replace

from bot.levels import at_least
from bot.memory import OpenQuestion
from bot.protocols.vocabulary import SYMPTOMS
from bot.sms_text import segments
from bot.turn import (
    amending,
    answering,
    bare_number,
    beside_danger,
    carrying,
    denying,
    people,
    same_sign,
    session_day,
    shapes,
    telling,
)
from bot.turn.carrying import CARRIES_ON
from bot.turn.desk import still_at_the_desk
from bot.turn.everything import asks_everything
from bot.turn.has_a_question import has_a_question
from bot.turn.hearing import as_heard, brought
from bot.turn.later import recent_subjects
from bot.turn.open_question import take_reply
from bot.turn.outcome import Outcome
from bot.turn.talk import WORDS, after_emergency, takes_no_offer, unclear
from bot.turn.turn import Turn
from bot.turn.understood import topic_of

Act = Callable[[Turn], Outcome]
#: What our own texts tell people to reply when they want a person.
PERSON_WORDS = ("nurse", "person", "human")
#: Acts that leave a subject named beside them unanswered.
NOT_CLINICAL = ("out_of_scope", "ask_human")


def respond(turn: Turn, act: Act) -> Outcome:
    """Return the outcome of a turn whose act is met by `act`; what the text named is remembered, answered or not."""
    turn = as_heard(turn)
    told, named = decide(turn, act).copy(update={"heard": brought(turn)}), turn.understood.clinical()
    if not named or told.memory.subjects_at == turn.care.now:
        return told
    return told.copy(update={"memory": told.memory.copy(update={"subjects": named, "subjects_at": turn.care.now})})


def decide(turn: Turn, act: Act) -> Outcome:
    """Return what a turn decides."""
    if turn.care.gate_question == "is_this_you":
        return ask_is_this_you(turn)
    if turn.understood.text.strip(" .!?").lower() in PERSON_WORDS:
        return people.hand_over(turn)
    if turn.care.gate_level == "none" and people.is_for_someone_else(turn):
        return people.someone_else(turn)
    theirs = beside_danger.theirs_after_all(turn) if turn.care.question_kind() != "follow_up" else None
    if theirs is not None:
        return theirs
    turn = bare_number.put_together(turn)
    taken = take_reply(turn)
    return taken if taken is not None else still_asking(turn, plain(turn, act))


def still_asking(turn: Turn, told: Outcome) -> Outcome:
    """Return the outcome of a text that leaves open how bad a pain is: asked once more, then a person looks at it."""
    question = turn.care.memory.open_question(turn.care.now)
    if question is None or question.name != "pain_score" or turn.care.question_kind() != "follow_up" or told.level != "none":
        return told
    if question.attempts:
        return told.raised("review", "unanswered", "The patient has a pain and did not say how bad it is")
    text = f"{told.text} {turn.texts.question('pain_score')}"
    again = question.copy(update={"attempts": 1, "at": turn.care.now})
    if told.text.endswith("?") or segments(text) > 2:
        text = told.text
    return told.copy(update={"text": text, "memory": told.memory.copy(update={"question": again})})


def plain(turn: Turn, act: Act) -> Outcome:
    """Return the outcome of a text that answers no question of ours."""
    told = (
        telling.judge_told(turn)
        or same_sign.same_sign(turn)
        or beside_danger.beside_danger(turn)
        or amending.amended(turn)
        or denying.all_well(turn)
        or session_day.disputed(turn)
    )
    if told is not None:
        return told
    if has_a_question(turn.understood.text) and turn.care.gate_level == "none":
        return turn.outcome(turn.say("greeting")).copy(update={"topics": ["greeting"]})
    if asks_everything(turn.understood.text):
        return answering.answer_topics(turn)
    if takes_no_offer(turn):
        return turn.outcome(turn.say("goodbye"))
    if may_wish_to_stop(turn) and not carrying.goes_on(turn):
        return turn.outcome(turn.say("help")).copy(update={"topics": ["help"]})
    if turn.understood.intent == "out_of_scope" and turn.care.memory.in_emergency(turn.care.now):
        return after_emergency(turn)  # "my daughter is taking me to hospital"
    if bare_number.is_figures(turn.understood.text) and turn.care.gate_level == "none" and not turn.understood.clinical():
        return unclear(turn)
    at_the_desk = still_at_the_desk(turn)
    if at_the_desk is not None:
        return at_the_desk
    if carrying.goes_on(turn):
        return going_on(turn)
    if act is not answering.answer_topics and (has_clinical_question(turn) or is_heard_to_ask(turn)):
        return answering.answer_topics(turn)
    if "human" in turn.care.gate_codes and turn.care.gate_level == "review" and not asks_beside_it(turn):
        return people.hand_over(turn)
    if turn.understood.intent == "wrong_number" and people.is_a_strangers(turn):
        return people.wrong_number(turn)
    if at_least(turn.care.gate_level, "review") and act is not people.hand_over:
        return answering.answer_topics(turn) if turn.understood.clinical() else answering.acknowledged(turn)
    return act(turn)


def may_wish_to_stop(turn: Turn) -> bool:
    """Return whether a text may ask for no more texts, less surely than an end to them needs (bot.wish_to_stop)."""
    understood, care = turn.understood, turn.care
    calm = care.gate_level == "none" and not care.memory.in_emergency(care.now)
    return understood.intent == "stop_messages" and not understood.clinical() and calm


def going_on(turn: Turn) -> Outcome:
    """Answer a text that goes on about what was before; where danger came between, nothing of a sign is told again."""
    if turn.care.memory.in_emergency(turn.care.now):
        return after_emergency(turn)
    recent = recent_subjects(turn)
    if turn.care.case_by and all(topic_of(subject) in SYMPTOMS for subject in recent):
        return answering.acknowledged(turn).copy(update={"topics": list(dict.fromkeys(map(topic_of, recent)))})
    act = "report_slip" if shapes.confesses(turn.understood.text) else "ask_may"
    return answering.answer_topics(replace(turn, understood=replace(turn.understood, intent=act)))


def asks_beside_it(turn: Turn) -> bool:
    """Return whether a text that names a person asks about aftercare too."""
    return turn.understood.intent in CARRIES_ON and bool(turn.understood.clinical())


def has_clinical_question(turn: Turn) -> bool:
    """Return whether a greeting, thanks or an unsure reading comes with a subject that the protocol answers."""
    intent = turn.understood.intent
    return bool(turn.understood.clinical()) and intent not in NOT_CLINICAL and (intent in WORDS or intent in UNSURE)


def is_heard_to_ask(turn: Turn) -> bool:
    """Return whether what a text is about is known from what the listener heard: Rasa has met it with another act."""
    named = turn.understood.clinical()
    return bool(named) and set(named) <= set(brought(turn))


#: Readings of a text that say little by themselves.
UNSURE = ("nlu_fallback", "wrong_number", "affirm", "deny", "give_score", "compare_same", "compare_worse", "stop_messages", "")


def ask_is_this_you(turn: Turn) -> Outcome:
    """Ask the one question about a danger sign that may be someone else's; staff have the case already."""
    told = turn.outcome(turn.say("is_this_you"))
    waits = OpenQuestion(name="is_this_you", at=turn.care.now, codes=turn.care.gate_codes, doubted=turn.care.doubted)
    return told.copy(update={"memory": told.memory.copy(update={"question": waits})})
