"""What is told of the sign before, not named again: it has become more, it is elsewhere too, it is on one side only."""

import re

from bot import checkins
from bot.checkins import Context
from bot.levels import at_least
from bot.memory import OpenQuestion
from bot.protocols.vocabulary import SYMPTOMS
from bot.turn.later import recent_subjects
from bot.turn.open_question import judged_outcome
from bot.turn.outcome import Outcome
from bot.turn.triage import judge_triage
from bot.turn.turn import Turn
from bot.turn.understood import topic_of

#: Words of a text that says no more than that.
SHORT = 10
#: Skin that was not treated: an itch that is there too is an allergy's (clinical reference, U4).
_ELSEWHERE = re.compile(
    r"\b(?:all over|everywhere|(?:whole|all (?:the|my|over my)) body|body|belly|tummy|stomach|arms?|legs?|chest|back"
    r"|torso|thighs?|feet)\b",
    re.IGNORECASE,
)
_ONE_SIDE = re.compile(r"\b(?:one|1|left|right) (?:side|cheek|half)\b", re.IGNORECASE)
_BOTH_SIDES = re.compile(r"\bboth\b|\bleft\b.*\bright\b|\bright\b.*\bleft\b|\bother (?:side|cheek)\b", re.IGNORECASE)
#: From this hour on a swelling or a warmth of one side alone is looked at (clinical reference, section 7, "Between the lines").
ONE_SIDED_FROM = 48.0


def same_sign(turn: Turn) -> Outcome | None:
    """Return what follows where a text tells more of the sign that was just talked of, None where it does not."""
    if turn.session is None or turn.protocol is None or at_least(turn.care.gate_level, "urgent"):
        return None
    if "?" in turn.understood.text or len(turn.understood.text.split()) > SHORT:
        return None
    return worse_told(turn) or itches_elsewhere(turn) or one_sided(turn)


def worse_told(turn: Turn) -> Outcome | None:
    """Return what follows where the sign just talked of is told to be worse, and not named again: "it has become more"."""
    recent = recent_subjects(turn)
    if turn.understood.clinical() not in ([], recent) or len(recent) != 1:
        return None
    if topic_of(recent[0]) not in SYMPTOMS or checkins.trend_told(turn.understood.text) != "worse":
        return None
    question = OpenQuestion(name="worse_or_better", at=turn.care.now, about=recent[0])
    judged = judge_triage(question, "worse", Context(text=turn.understood.text), turn.timeline, turn.care.hours())
    return judged_outcome(turn, judged, "", recent[0], {}) if judged.level != "none" else None


def itches_elsewhere(turn: Turn) -> Outcome | None:
    """Return the alarm of an itch, told before, that is now said to be on skin that was not treated."""
    text, recent = turn.understood.text, {topic_of(subject) for subject in recent_subjects(turn)}
    named = {topic_of(subject) for subject in turn.understood.clinical()}
    if recent != {"itching"} or not named <= {"itching"} or not _ELSEWHERE.search(text):
        return None
    told = turn.outcome(turn.say("urgent", "urgent"))
    return told.raised("urgent", "itches_elsewhere", "The itch is on skin that was not treated")


def one_sided(turn: Turn) -> Outcome | None:
    """Return the case of a sign told before that is now said to be on one side only, after two days; warmth there is urgent."""
    text, recent = turn.understood.text, recent_subjects(turn)
    topics = {topic_of(subject) for subject in recent}
    if not topics or not topics <= {"swelling", "redness", "warmth"} or (turn.care.hours() or 0.0) < ONE_SIDED_FROM:
        return None
    if turn.understood.clinical() or not _ONE_SIDE.search(text) or _BOTH_SIDES.search(text):
        return None
    if "warmth" in topics:
        return turn.outcome(turn.say("urgent", "urgent")).raised("urgent", "one_sided", "It is hot on one side only")
    told = turn.outcome(f"{turn.say('review_note')} {turn.texts.question('worse_or_better')}")
    question = OpenQuestion(name="worse_or_better", at=turn.care.now, about=recent[0])
    told = told.copy(update={"memory": told.memory.copy(update={"question": question})})
    return told.raised("review", "one_sided", "It is on one side only")
