"""Answering what a patient asks about, from the protocol, for their hour."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from bot import answers, checkins
from bot.answers import Answer
from bot.asked_time import AskedTime
from bot.levels import at_least, worst
from bot.memory import OpenQuestion
from bot.protocols import Protocol
from bot.protocols.vocabulary import SYMPTOMS, VERDICTS
from bot.sms_text import segments
from bot.turn.care import KnownSession
from bot.turn.carrying import asked, remembered, says_it_goes_on, subjects_of
from bot.turn.done import hours_done, is_done, moment_done
from bot.turn.each_time import only, part_of
from bot.turn.more_of_a_case import more_of_a_case, tells_more_of_a_case
from bot.turn.outcome import Outcome, Told
from bot.turn.people import not_understood, offering
from bot.turn.turn import Turn
from bot.turn.understood import COURTESIES, TALK, is_sign, topic_of
from bot.turn.variants import form_of

#: Acts that ask about doing something; a sign beside it is said in passing, and the gate has read it.
ASKS_TO_DO = ("ask_may", "ask_how", "ask_when", "ask_why", "report_slip")
#: Subjects of which nothing depends on the hour: answered without a session too.
TIMELESS = ("results", "next_session", "infection_sign", "allergy_sign")
#: Questions whose answer may make more of a case than it is.
TREND_QUESTIONS = ("worse_or_better",)
_UNFINISHED = re.compile(
    r"\b(?:kinda|kind of|sort of|sorta|is|are|im|i'?m|am|and|but|because|cos|the|my|a|has|have|its|feels?|looks?|gone|getting|"
    r"(?:but|and|so) my \w+)[ .]*$",
    re.IGNORECASE,
)
HALF_A_SENTENCE = 9
#: Topics that stand beside an answer.
SAID_BESIDE = TALK | {"other"}


@dataclass(frozen=True)
class When:
    """The moment a verdict is for."""

    at: datetime
    asked: AskedTime | None


def answer_topics(turn: Turn) -> Outcome:
    """Answer every subject of the text, or say why it cannot be answered."""
    subjects = subjects_of(turn)
    if not subjects:
        return no_subject(turn)
    session = turn.session
    if session is None:
        return without_session(turn, subjects)
    if tells_more_of_a_case(turn, subjects):
        return more_of_a_case(turn, subjects)
    if turn.protocol is None:
        return without_protocol(turn, session)
    return from_protocol(turn, turn.protocol, session, subjects)


def no_subject(turn: Turn) -> Outcome:
    """Nothing to answer: a review that the gate opened is acknowledged, anything else was not understood."""
    if at_least(turn.care.gate_level, "review"):
        return acknowledged(turn)
    if turn.understood.intent == "report_symptom":
        return unknown_symptom(turn)
    return not_understood(turn)


def unknown_symptom(turn: Turn) -> Outcome:
    """A symptom told in words that neither the gate nor the subjects know: a person looks, nothing is guessed.

    Half a sentence tells of none: the other half comes with the next text, or is asked for.
    """
    if _UNFINISHED.search(turn.understood.text) and len(turn.understood.text.split()) <= HALF_A_SENTENCE:
        return not_understood(turn)
    return acknowledged(turn).raised("review", "unknown_symptom", "A symptom in words that the companion does not know")


def acknowledged(turn: Turn) -> Outcome:
    """Tell that staff look at what the gate flagged."""
    return turn.outcome(acknowledgement(turn))


def acknowledgement(turn: Turn) -> str:
    """Return the words for a case: a complaint gets its own."""
    return turn.say("complaint" if "R7" in turn.care.gate_codes else "review")


def without_session(turn: Turn, subjects: list[str]) -> Outcome:
    """No session that has happened: what depends on no hour is answered, the rest needs the clinic."""
    coming = turn.care.coming_session()
    if coming is not None:
        local = coming.performed_at.astimezone(turn.care.place)
        return offering(turn, turn.say("session_in_future", performed_at=f"{local:%A} {local.day} {local:%B}"))
    if all(topic_of(subject) in TIMELESS for subject in subjects) and turn.care.gate_level == "none":
        return timeless(turn, subjects)
    if at_least(turn.care.gate_level, "review"):
        return acknowledged(turn)
    return offering(turn, turn.say("no_session"))


def timeless(turn: Turn, subjects: list[str]) -> Outcome:
    """Answer what is the same at every hour."""
    now = turn.care.now
    given = [answers.answer(turn.texts, one, performed_at=now, at=now, zone=turn.care.place) for one in subjects]
    return remembering(turn, turn.outcome(answers.compose(given)), subjects).copy(update={"told": [told(one) for one in given]})


def without_protocol(turn: Turn, session: KnownSession) -> Outcome:
    """A procedure that the clinic has published nothing for: people answer."""
    name = session.procedure
    text = turn.say("procedure_without_protocol", procedure=name[:1].lower() + name[1:] if name[1:2].islower() else name)
    reason = f"No protocol is published for {session.procedure}: a person must answer"
    return turn.outcome(text).raised("review", "no_protocol", reason)


def when_meant(turn: Turn, session: KnownSession) -> When:
    """Return the moment the verdict is for: the one asked about where it is to come, else now."""
    return moment_of(turn, session, asked(turn))


def moment_of(turn: Turn, session: KnownSession, found: AskedTime | None) -> When:
    """Return the moment that `found` names, now where it names none or one that is past."""
    now = turn.care.now
    if found is None or found.is_past:
        return When(now, found)
    earliest = now if found.kind == "since_session" else session.performed_at  # "after day 3?" on day 5 means now
    return When(max(found.when(session.performed_at), earliest), found)


def from_protocol(turn: Turn, protocol: Protocol, session: KnownSession, subjects: list[str]) -> Outcome:
    """Answer each subject from the protocol; what staff must see is raised, and never met with reassurance."""
    when = when_meant(turn, session)
    given = [in_context(turn, careful_answer(turn, protocol, session, subject, when)) for subject in subjects]
    raised = worst(turn.care.gate_level, *(one.level for one in given))
    kept = [one for one in given if may_be_told(one, raised) and not must_be_asked_first(turn, one)]
    text = worded(turn, kept, given, raised)
    result = asking(turn, remembering(turn, turn.outcome(text), subjects, when.at), given)
    if text.endswith(turn.texts.text("two_sessions")):
        result = asking_which(turn, result, subjects)
    result = result.copy(update={"told": [told(one) for one in kept], "topics": topics_told(result, subjects)})
    return with_case(result, given)


def careful_answer(turn: Turn, protocol: Protocol, session: KnownSession, subject: str, when: When) -> Answer:
    """Return the answer for one subject; of a form that the text does not name again, the stricter of form and topic.

    "He's a husky, we jog up the hill" goes on about a gentle walk, and is none.
    """
    given = one_answer(turn, protocol, session, subject, when)
    topic = topic_of(subject)
    told_again = subject in (topic, form_of(topic, turn.understood.text)) or says_it_goes_on(turn)
    if told_again or not turn.understood.carried:
        return given
    plain = one_answer(turn, protocol, session, topic, when)
    return min(plain, given, key=lambda one: VERDICTS.index(one.verdict))  # of two alike the topic's own holds for longer


def one_answer(turn: Turn, protocol: Protocol, session: KnownSession, subject: str, when: When) -> Answer:
    """Return the protocol's answer for one subject: for the time asked about, or for when it was done."""
    part = part_of(turn, subject)
    if part is not None:
        turn, when = only(turn, part), moment_of(turn, session, part.asked)
    done = topic_of(subject) not in SYMPTOMS and is_done(turn, when.asked)
    hours = hours_done(turn, session.performed_at, when.asked) if done else (0.0, 0.0)
    return answers.answer(
        protocol,
        subject,
        performed_at=session.performed_at,
        at=moment_done(protocol, subject, session.performed_at, hours) if done else when.at,
        zone=turn.care.place,
        now=turn.care.now,
        day=when.asked.day if when.asked and when.asked.kind == "future" and not done else None,
        already_done=done,
    )


def in_context(turn: Turn, given: Answer) -> Answer:
    """Return an answer without its window's own level where the act tells of no sign of its own.

    So with a general question, a sign named in passing while asking about something else, or a few milia.
    Source: clinical reference, section 7: one question about a few milia is not a case.
    """
    if given.ask == "pain_score" and checkins.score_told(turn.understood.text) is not None:
        given = replace(given, ask=None, question="")
    if given.ask == "infection_screen" and turn.understood.intent != "report_symptom":
        given = replace(given, ask=None, question="")  # a general question is no sign that has to be looked into
    asks_about_milia = given.subject == "breakout/milia" and turn.understood.intent.startswith("ask_")
    in_passing = turn.understood.intent in ASKS_TO_DO and len(turn.understood.clinical()) > 1
    if turn.understood.intent == "ask_what" or in_passing or asks_about_milia:
        return replace(given, level="none")
    # A subject that is only named may be long over; where it is danger, the gate has read it in the words around it.
    return replace(given, level="review") if given.level == "urgent" and turn.care.gate_level == "none" else given


def may_be_told(given: Answer, raised: str) -> bool:
    """Return whether an answer may stand beside a case: danger is told alone, and no sign is reassured over."""
    if at_least(raised, "urgent"):
        return False
    return raised == "none" or (not is_sign(given.topic))


def must_be_asked_first(turn: Turn, given: Answer) -> bool:
    """Return whether nothing may be said of a pain that is told before its strength is known."""
    return given.ask == "pain_score" and turn.understood.intent == "report_symptom"


def worded(turn: Turn, kept: list[Answer], given: list[Answer], raised: str) -> str:
    """Return the reply: the answers, then the case or the question that comes before an answer."""
    if at_least(raised, "urgent"):
        return turn.say("urgent", "urgent")
    if raised == "review":
        return beside_case(turn, kept, given)
    parts = [answers.compose(kept)] if kept else []
    if len(kept) < len(given):
        parts += [one.question for one in given if must_be_asked_first(turn, one)][:1]
    elif turn.care.must_ask_which():
        parts.append(turn.texts.text("two_sessions"))
    return " ".join(parts)


def beside_case(turn: Turn, kept: list[Answer], given: list[Answer]) -> str:
    """Return the words for a case, with what else was asked in short before them where it fits two segments.

    A sign that its own hour makes a case of is asked about too: worse is urgent, and staff read the answer.
    """
    for told in ([one.text for one in kept], [one.short for one in kept]):
        draft = " ".join([*told, turn.say("review_note")])
        if told and segments(draft) <= 2:
            return draft
    asks = [one.question for one in given if one.ask in TREND_QUESTIONS and one.level == "review"]
    draft = " ".join([acknowledgement(turn), *asks[:1]])
    return draft if turn.care.gate_level == "none" and len(given) == 1 and segments(draft) <= 2 else acknowledgement(turn)


def asking(turn: Turn, result: Outcome, given: list[Answer]) -> Outcome:
    """Remember the triage question that the reply ends with, if it does."""
    asked_now = [one for one in given if one.ask and one.question and result.text.endswith(one.question)]
    if not asked_now:
        return result
    question = OpenQuestion(name=str(asked_now[0].ask), at=turn.care.now, about=asked_now[0].subject)
    return result.copy(update={"memory": result.memory.copy(update={"question": question})})


def asking_which(turn: Turn, result: Outcome, subjects: list[str]) -> Outcome:
    """Remember that the reply asks which of two sessions is meant; it is asked once."""
    question = OpenQuestion(name="which_session", at=turn.care.now, about=subjects[0])
    asked_for = {"question": question, "session_asked": turn.care.past_sessions()[0].id, "session_chosen": None}
    return result.copy(update={"memory": result.memory.copy(update=asked_for)})


def with_case(result: Outcome, given: list[Answer]) -> Outcome:
    """Raise what the protocol's own windows say staff must see."""
    for one in given:
        if one.level != "none":
            result = result.raised(one.level, one.rule_id, f"{one.words} at this hour is for staff ({one.rule_id})")
    return result


def remembering(turn: Turn, result: Outcome, subjects: list[str], at: datetime | None = None) -> Outcome:
    """Keep the subjects, and the moment asked about, for "and tomorrow?"."""
    return result.copy(update={"memory": result.memory.copy(update=remembered(turn, subjects, at or turn.care.now))})


def topics_told(result: Outcome, subjects: list[str]) -> list[str]:
    """Return the topics of the text: those answered, carried over ones too, and what else it says; none that was misread."""
    about = [topic_of(subject) for subject in subjects]
    beside = SAID_BESIDE if set(about) & set(result.topics) else COURTESIES  # "how much" of a drink is about no price
    return list(dict.fromkeys([*(topic for topic in result.topics if topic in about or topic in beside), *about]))


def told(given: Answer) -> Told:
    """Return an answer as the record keeps it."""
    return Told(topic=given.topic, subject=given.subject, verdict=given.verdict, rule=given.rule_id)
