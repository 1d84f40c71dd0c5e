"""A number that answers nothing we asked: "7". It is asked what it is about, and kept for the word that comes next: "redness"."""

import re
from dataclasses import replace

from bot.checkins.replies.atoms import value_of
from bot.checkins.replies.words import N
from bot.levels import at_least
from bot.memory import OpenQuestion
from bot.turn.later import recent_subjects
from bot.turn.outcome import Outcome
from bot.turn.turn import Turn
from bot.turn.understood import is_sign

QUESTION = "number_about"
#: Words of a text that only says what the number is about.
SHORT = 6
HIGHEST = 10
#: A pain is severe from here on (clinical reference, U6).
SEVERE = 7
_BARE = re.compile(
    rf"(?:(?:no|sorry|i mean|actually|make (?:it|that)|oh|its|it's|it is|a|an|about|around|now|like)[ ,]+)*"
    rf"(?P<number>{N})(?: ?/ ?10| (?:out of|over|of) (?:10|ten))?(?: now| today)?\W*",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"[\d\s.,;:/+-]*\d[\d\s.,;:/+-]*")
_YES = re.compile(r"(?:(?:yes|yeah|yep|yea|yup|ye|y|aye|correct|right|it is|thats right|that's right|ok)[ ,.!]*)+", re.IGNORECASE)


def number_of(text: str) -> int | None:
    """Return the number from 0 to 10 that is all that `text` says, None where it says more or less."""
    found = _BARE.fullmatch(text.strip().lower())
    number = value_of(found["number"]) if found else None
    return number if number is not None and number <= HIGHEST else None


def is_figures(text: str) -> bool:
    """Return whether `text` is nothing but figures: "2222"."""
    return bool(_FIGURES.fullmatch(text.strip()))


def asked_about(turn: Turn, number: int) -> Outcome:
    """Ask what the number is about, and keep it."""
    told = turn.outcome(turn.say(QUESTION, number=str(number)))
    question = OpenQuestion(name=QUESTION, at=turn.care.now, values={"number": number})
    return told.copy(update={"memory": told.memory.copy(update={"question": question})})


def scores_a_grave_pain(turn: Turn) -> bool:
    """Return whether a bare number follows a danger that people were called for, and may be the score of its pain: "9"."""
    number, care = number_of(turn.understood.text), turn.care
    if number is None or number < SEVERE or turn.session is None or care.memory.in_emergency(care.now):
        return False
    return at_least(care.case_level, "urgent") and recent_subjects(turn) in ([], ["pain"])


def put_together(turn: Turn) -> Turn:
    """Return the turn of a text that says what the last one's number was about, as if both had been one text."""
    question = turn.care.memory.open_question(turn.care.now)
    if question is None and scores_a_grave_pain(turn):
        return replace(turn, understood=replace(turn.understood, text=f"pain {turn.understood.text}", subjects=("pain",)))
    if question is None or question.name != QUESTION or len(turn.understood.text.split()) > SHORT:
        return turn
    named = turn.understood.clinical()
    if _YES.fullmatch(turn.understood.text.strip()) and not named:  # a yes to "is it your pain?"
        named = ["pain"]
    if len(named) != 1 or not is_sign(named[0]):
        return turn
    text = f"{turn.understood.text} {question.values['number']}/10"
    return replace(turn, understood=replace(turn.understood, text=text, intent="give_score", subjects=tuple(named)))
