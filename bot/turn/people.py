"""Bringing in a person: on request, after failing twice, or because the protocol says so."""

import re

from bot.memory import OpenQuestion
from bot.turn.outcome import Outcome
from bot.turn.turn import Turn

#: Failing this often in a row hands over to staff.
MOST_FAILURES = 2
#: A product or a rule wanted for somebody else's skin: not ours to answer (clinical reference, section 7).
FOR_SOMEONE_ELSE = re.compile(
    r"\bfor (?:my|our|the|a|his|her) (?:[\w-]+ ){0,3}?(?:toddler|baby|babies|newborn|child|children|kids?|son|daughter|"
    r"dog|cat|puppy|husband|wife|partner|boyfriend|girlfriend|bf|gf|mum|mom|dad|mother|father|sister|brother|friend|mate|"
    r"nan|gran|"
    r"(?:month|months|year|years|yr|yrs|week|weeks)[ -]?old)\b",
    re.IGNORECASE,
)


def hand_over(turn: Turn) -> Outcome:
    """Answer the wish for a person: a case, and by when it is answered."""
    told = turn.outcome(turn.say("human_requested"))
    return told.raised("review", "human", "The patient asked for a person").copy(update={"topics": ["human", *told.topics]})


def not_understood(turn: Turn) -> Outcome:
    """Say that the text was not understood and offer a person; the second time in a row a person is brought in."""
    failures = turn.care.memory.not_understood + 1
    if failures >= MOST_FAILURES:
        told = turn.outcome(turn.say("not_understood_again"))
        return told.raised("review", "not_understood", "The companion did not understand twice in a row")
    told = offering(turn, turn.say("not_understood"))
    return told.copy(update={"memory": told.memory.copy(update={"not_understood": failures})})


def offering(turn: Turn, text: str) -> Outcome:
    """Tell `text`, which offers a person; a "yes" to it brings one."""
    told = turn.outcome(text)
    offer = OpenQuestion(name="human_offer", at=turn.care.now)
    return told.copy(update={"memory": told.memory.copy(update={"question": offer})})


def out_of_scope(turn: Turn) -> Outcome:
    """Say plainly that this is not ours."""
    told = offering(turn, turn.say("out_of_scope"))
    return told.copy(update={"topics": ["other"]})


def wrong_number(turn: Turn) -> Outcome:
    """Somebody else has this phone: nothing clinical is sent, staff check the number."""
    told = turn.outcome(turn.say("wrong_number")).noted("R6", "The person says this is a wrong number: please check it")
    return told.copy(update={"topics": ["wrong_number"]})


def worse(turn: Turn) -> Outcome:
    """It is getting worse, and no more than that: staff look at it, and the one question is what."""
    told = turn.outcome(turn.timeline_text("worse_at_48h"))
    return told.raised("review", "worse", "The patient says it is getting worse")


def is_for_someone_else(turn: Turn) -> bool:
    """Return whether the text asks on behalf of another skin than the patient's."""
    return turn.understood.intent.startswith("ask_") and bool(FOR_SOMEONE_ELSE.search(turn.understood.text))


def someone_else(turn: Turn) -> Outcome:
    """Say that only the person treated can be advised, and offer a person."""
    return offering(turn, turn.say("someone_else")).copy(update={"topics": ["other"]})
