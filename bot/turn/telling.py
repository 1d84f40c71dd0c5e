"""A sign told together with what triage would ask about it: judged at once, so that nothing is asked that has been said.

"Pains a solid nine", "the bruise is no lighter", "feeling hot and shaky". Danger in plain words is the gate's, which comes first.
"""

import re
from dataclasses import replace

from bot import checkins
from bot.checkins import Context
from bot.checkins.replies.naming import names
from bot.levels import at_least
from bot.memory import OpenQuestion
from bot.protocols.vocabulary import SYMPTOMS
from bot.turn.open_question import judged_outcome
from bot.turn.outcome import Outcome
from bot.turn.triage import judge_triage
from bot.turn.turn import Turn
from bot.turn.understood import all_signs, topic_of

#: Acts that tell how it is; the others ask about doing something.
TELLS = (
    "report_symptom",
    "ask_normal",
    "compare_same",
    "compare_worse",
    "compare_better",
    "report_fine",
    "affirm",
    "give_score",
    "nlu_fallback",
    "ask_may",
)
#: From this score a pain is urgent, up to the lower one it is expected (clinical reference, section 7).
SEVERE, MILD, FIRST_DAY = 7, 3, 24.0
_UNWELL = (
    *("shaky", "shivery", "shivering", "shivers", "chills", "clammy", "fluey", "flu like", "flu-like", "feverish", "burning up"),
    *("achy all over", "aching all over", "poorly", "under the weather", "woozy", "lightheaded", "light headed", "light-headed"),
    *(
        "rough",
        "ropey",
        "queasy",
        "nauseous",
        "unwell",
        "sweating cold",
        "cold sweats",
        "hot and cold",
        "wiped out",
        "out of sorts",
        "not feeling myself",
        "not myself",
        "not quite myself",
        "not feeling right",
        "dont feel right",
        "don't feel right",
    ),
)
#: Where a person feels so, not a texture: "skin feels rough" is none.
_FEELS = re.compile(
    r"\b(?:feel(?:s|ing)?|felt|i'?m|i am|im|been|gone|come over|came over|got the|having|woke up|all|bit|really|so|pretty|"
    r"quite|proper)\b",
    re.IGNORECASE,
)
_A_THING = re.compile(
    r"\b(?:skin|face|cheeks?|chin|texture|patch(?:es)?|forehead|nose|hands?|voice|sea|night|week|day|hair|towel|flannel|"
    r"edges?|paper|car)\b"
    r"(?: \w+){0,3} (?:rough|shaky|ropey|poorly)|(?:rough|shaky) (?:skin|patch\w*|texture|spot\w*|bits?|night|week|day|"
    r"edges?|hands?)",
    re.IGNORECASE,
)


def judge_told(turn: Turn) -> Outcome | None:
    """Return what follows where the text itself answers what triage would ask, None where it does not."""
    if turn.session is None or turn.protocol is None or at_least(turn.care.gate_level, "urgent"):
        return None
    if turn.understood.intent not in TELLS:
        return None
    return pain_told(turn) or unwell_told(turn) or trend_told(turn)


def pain_told(turn: Turn) -> Outcome | None:
    """Return what follows from a pain told with its score, None where it is as expected at this hour."""
    score, hours = pain_score(turn), turn.care.hours() or 0.0
    if (
        score is None
        or score <= MILD
        or (score < SEVERE and hours < FIRST_DAY and checkins.trend_told(turn.understood.text) != "worse")
    ):
        return None
    question = OpenQuestion(name="pain_score", at=turn.care.now, about="pain")
    judged = judge_triage(question, score, Context(text=turn.understood.text), turn.timeline, hours)
    others = tuple(subject for subject in turn.understood.subjects if topic_of(subject) != "pain")
    beside = replace(turn, understood=replace(turn.understood, subjects=others))
    told = judged_outcome(beside, judged, turn.understood.text if others else "", "pain", {"pain": score})
    return told.copy(update={"topics": list(dict.fromkeys(["pain", *told.topics]))})


def pain_score(turn: Turn) -> int | None:
    """Return the score of the pain that the text is about, None where it tells none."""
    about_pain = any(topic_of(subject) == "pain" for subject in turn.understood.clinical())
    return checkins.score_told(turn.understood.text) if about_pain else None


def unwell_told(turn: Turn) -> Outcome | None:
    """Somebody who feels ill, with no sign that says why: staff look at it, and the one question is whether there is danger."""
    if not is_unwell(turn.understood.text) or not all_signs(turn.understood.clinical()):
        return None
    asks = turn.texts.question("infection_screen")
    told = turn.outcome(f"{turn.say('review_note')} {asks}").raised(
        "review", "unwell", "The patient feels ill: is there a fever?"
    )
    question = OpenQuestion(name="infection_screen", at=turn.care.now, about=next(iter(turn.understood.clinical()), "warmth"))
    return told.copy(update={"memory": told.memory.copy(update={"question": question})})


def is_unwell(text: str) -> bool:
    """Return whether `text` tells, and does not deny, that the writer feels ill."""
    return bool(_FEELS.search(text)) and not _A_THING.search(text) and names(text, _UNWELL)


def trend_told(turn: Turn) -> Outcome | None:
    """Return what follows from one sign told as the same or worse at an hour when triage asks for that."""
    signs = [subject for subject in turn.understood.clinical() if topic_of(subject) in SYMPTOMS]
    trend, hours = checkins.trend_told(turn.understood.text), turn.care.hours() or 0.0
    if len(signs) != 1 or trend not in ("same", "worse") or turn.protocol is None:
        return None
    rule = turn.protocol.rule(signs[0], hours)
    if rule.ask != "worse_or_better" or rule.level != "none":
        return None
    question = OpenQuestion(name=rule.ask, at=turn.care.now, about=signs[0])
    judged = judge_triage(question, trend, Context(text=turn.understood.text), turn.timeline, hours)
    return judged_outcome(turn, judged, "", signs[0], {}) if judged.level != "none" else None
