"""What is told of a sign that people have a case of already: another score, a trend, a danger told again, a correction."""

import re

from bot import checkins
from bot.checkins import Context
from bot.levels import at_least
from bot.memory import OpenQuestion
from bot.protocols.vocabulary import SYMPTOMS
from bot.turn.denying import takes_back
from bot.turn.outcome import Outcome
from bot.turn.people import waiting
from bot.turn.triage import judge_triage
from bot.turn.turn import Turn
from bot.turn.understood import SIGNS, all_signs, topic_of

TELLS_MORE = ("give_score", "compare_same", "compare_worse")
#: Acts in which a sign of danger is told, beside a case, rather than asked about: "yes hot too".
TELLS_OF_IT = ("report_symptom", "nlu_fallback", "affirm", "compare_worse")
_PUTS_RIGHT = re.compile(
    r"\b(?:other way (?:round|around)|wrong way (?:round|around)|mixed (?:them|it|those)? ?up|swapped|back to front|"
    r"thats? the|that'?s the|that was (?:the|for)|i meant|meant|typo|sorry)\b",
    re.IGNORECASE,
)


def tells_more_of_a_case(turn: Turn, subjects: list[str]) -> bool:
    """Return whether a score or a trend of a sign adds to a case that people have: it is never met with reassurance."""
    topics, intent = {topic_of(subject) for subject in subjects}, turn.understood.intent
    if not turn.care.case_by:
        return False
    if topics <= set(SYMPTOMS):
        return intent in TELLS_MORE or puts_a_score_right(turn)
    if takes_back(turn.understood):
        return False
    return is_danger(subjects) and intent in TELLS_OF_IT and at_least(turn.care.case_level, "urgent")


def is_danger(subjects: list[str]) -> bool:
    """Return whether the subjects are signs, one of danger rather than of healing. Worry while one waits for a nurse is none."""
    return all_signs(subjects) and bool({topic_of(subject) for subject in subjects} & (SIGNS - {"distress"}))


def puts_a_score_right(turn: Turn) -> bool:
    """Return whether a text says that a score belongs to something else: "other way round, red 7"."""
    return bool(_PUTS_RIGHT.search(turn.understood.text) and checkins.scores_now(turn.understood.text))


def more_of_a_case(turn: Turn, subjects: list[str]) -> Outcome:
    """Tell that people have it; a pain that the timeline takes for urgent, being severe or rising, is an alarm by itself."""
    severe = severe_pain(turn, subjects)
    if severe is not None:
        return severe
    if puts_a_score_right(turn):
        return waiting(turn).raised("review", "corrected", "The patient puts right what they had answered")
    if is_danger(subjects):
        return waiting(turn).raised(turn.care.case_level, "told_again", "The patient tells of it again")
    return waiting(turn)


def severe_pain(turn: Turn, subjects: list[str]) -> Outcome | None:
    """Return the alarm of a pain told with a score that the timeline takes for urgent, None of any other text."""
    scores = checkins.scores_now(turn.understood.text)
    if not scores or {topic_of(subject) for subject in subjects} != {"pain"}:
        return None
    asked = OpenQuestion(name="pain_score", at=turn.care.now)
    judged = judge_triage(asked, max(scores), Context(text=turn.understood.text), turn.timeline, turn.care.hours())
    if not at_least(judged.level, "urgent"):
        return None
    alarm = waiting(turn).copy(update={"text": turn.timeline_text(judged.reply, judged.level)})
    return alarm.raised(judged.level, asked.name, judged.reason)
