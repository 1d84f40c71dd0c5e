"""Bringing in a person: on request, after failing twice, or because the protocol says so."""

import re

from bot.memory import OpenQuestion
from bot.turn.care import READER
from bot.turn.outcome import Outcome
from bot.turn.turn import Turn

#: The row of the red-flag table for it.
NOT_THE_PATIENT = "R6"
WRONG_NUMBER = "The person says this is a wrong number: please check it. Check-ins are paused until they are resumed"
#: Failing this often in a row hands over to staff.
MOST_FAILURES = 2
OTHERS = (
    r"(?:toddler|baby|babies|newborn|child|children|kids?|son|daughter|dog|cat|puppy|husband|wife|partner|boyfriend|girlfriend|"
    r"bf|gf|mum|mom|dad|mother|father|sister|brother|friend|mate|nan|gran|niece|nephew|cousin|auntie?|aunt|uncle|flatmate|"
    r"housemate|colleague|neighbour)"
)
_SKIN = r"(?:face|skin|cheeks?|chin|forehead|nose|neck|lips?|eyes?|brows?|lashes|scalp|hair)"
#: A product or a rule wanted for somebody else's skin: not ours to answer (clinical reference, section 7).
FOR_SOMEONE_ELSE = re.compile(
    rf"\bfor (?:my|our|the|a|his|her) (?:(?!(?:when|while|whilst|once|after|before|with|and|as)\b)"
    rf"[\w-]+ ){{0,3}}?(?:{OTHERS}|(?:month|months|year|years|yr|yrs|week|weeks)[ -]?old)\b",
    re.IGNORECASE,
)
#: "A barbecue for my husband" is no cream for him.
_A_TREAT = re.compile(
    r"\b(?:party|barbecue|bbq|dinner|do|present|gift|cake|birthday|shower|trip|holiday|surprise|ticket|lunch|wedding"
    r"|shopping|cooking|baking)s? "
    r"(?:\w+ )?for (?:my|our|the|his|her)\b",
    re.IGNORECASE,
)
#: Something that somebody else wants to do, or somebody else's face that is told of.
SOMEONE_ELSES = re.compile(
    rf"\b(?:can|could|should|may) (?:my|our|the|his|her) (?:[\w-]+ )?{OTHERS} (?:also |too )?"
    rf"(?:use|have|try|take|borrow|wear|put|apply|go|get|do)\b|\bmy (?:[\w-]+ )?{OTHERS}'?s {_SKIN}\b|"
    rf"\b{OTHERS},? (?:i mean|that is),? ?(?:not me|not mine)\b|\b(?:not me|not mine),? (?:its |it's |but )?(?:my"
    rf"|the) {OTHERS}\b",
    re.IGNORECASE,
)
#: What is done to the patient's own skin is theirs to ask, whoever does it.
OWN_SKIN = re.compile(
    rf"\b(?:my|mine) (?:own )?(?:{_SKIN}|makeup|make up|nails)\b|\b(?:to|on|near|by|with|at) me\b", re.IGNORECASE
)


def hand_over(turn: Turn) -> Outcome:
    """Answer the wish for a person: a case, and by when it is answered."""
    told = turn.outcome(turn.say("human_requested")).raised("review", "human", "The patient asked for a person")
    return told.copy(update={"topics": list(dict.fromkeys(["human", *told.topics]))})


def not_understood(turn: Turn) -> Outcome:
    """Say that the text was not understood and offer a person; the second time in a row a person is brought in."""
    if turn.care.memory.in_emergency(turn.care.now):
        return turn.outcome(turn.say("emergency_again"))
    if turn.care.case_by:  # somebody is on it already, and reads this too
        return waiting(turn)
    failures = turn.care.memory.not_understood + 1
    if failures >= MOST_FAILURES:
        told = turn.outcome(turn.say("not_understood_again"))
        return told.raised("review", "not_understood", "The companion did not understand twice in a row")
    told = offering(turn, turn.say("not_understood"))
    return told.copy(update={"memory": told.memory.copy(update={"not_understood": failures})})


def waiting(turn: Turn) -> Outcome:
    """Say that people have the patient's message, and by when they answer."""
    return turn.outcome(turn.say("waiting", by=turn.care.case_by))


def offering(turn: Turn, text: str) -> Outcome:
    """Tell `text`, which offers a person; a "yes" to it brings one."""
    told = turn.outcome(text)
    offer = OpenQuestion(name="human_offer", at=turn.care.now)
    return told.copy(update={"memory": told.memory.copy(update={"question": offer})})


def out_of_scope(turn: Turn) -> Outcome:
    """Say plainly that this is not ours; of a single word nobody can say so."""
    if len(turn.understood.text.split()) <= 1:
        return not_understood(turn)
    told = offering(turn, turn.say("out_of_scope"))
    return told.copy(update={"topics": ["other"]})


def wrong_number(turn: Turn) -> Outcome:
    """Somebody else has this phone: nothing clinical is sent, staff check the number."""
    if not is_a_strangers(turn):
        return not_understood(turn)
    told = turn.outcome(turn.say("wrong_number")).noted(NOT_THE_PATIENT, WRONG_NUMBER)
    return told.copy(update={"topics": ["wrong_number"], "pauses": True})


def is_a_strangers(turn: Turn) -> bool:
    """Return whether a text that speaks of a wrong number tells of no sign beside it.

    Of somebody who has just been answered only the gate's own words are believed.
    """
    known = bool(turn.care.case_by) or bool(turn.care.memory.recent_subjects(turn.care.now))
    if known and NOT_THE_PATIENT not in turn.care.gate_codes:
        return False
    return not turn.understood.clinical() and set(turn.care.gate_codes) <= {NOT_THE_PATIENT, READER}


def worse(turn: Turn) -> Outcome:
    """It is getting worse, and no more than that: staff look at it, and the one question is what."""
    told = turn.outcome(turn.timeline_text("worse_at_48h"))
    return told.raised("review", "worse", "The patient says it is getting worse")


def is_for_someone_else(turn: Turn) -> bool:
    """Return whether the text is about another skin than the patient's: one it asks for, or one it tells of."""
    text, act = turn.understood.text, turn.understood.intent
    if act.startswith("ask_") and FOR_SOMEONE_ELSE.search(text) and not _A_TREAT.search(text):
        return True
    return act.startswith(("ask_", "report_")) and bool(SOMEONE_ELSES.search(text)) and not OWN_SKIN.search(text)


def someone_else(turn: Turn) -> Outcome:
    """Say that only the person treated can be advised, and offer a person."""
    told = offering(turn, turn.say("someone_else")).copy(update={"topics": ["other"]})
    talked_of = {"subjects": turn.understood.clinical(), "subjects_at": turn.care.now}  # "can I use it myself?" may come next
    return told.copy(update={"memory": told.memory.copy(update=talked_of)})
