"""Read the answer to a further question of the bot's: better or worse, which sign, is it you."""

import re

from bot.checkins.parsing import load_default_timeline
from bot.checkins.replies.atoms import Atom, atoms, plain
from bot.checkins.replies.naming import names
from bot.checkins.replies.reading import read_answers
from bot.checkins.timeline import FollowUp, Question, Timeline, Value

_TREND = Question(id="trend", kind="trend")
_UNCLEAR = re.compile(r"\b(?:maybe|perhaps|possibly|kind of|kinda|sort of|sorta|a bit|little|slightly|might be|think so|bit)\b")
_SELF = re.compile(r"\b(?:me|i am|i'm|im|i have|ive|my (?:own|face|skin|self|lips?|eyes?|throat|cheeks?|chin)|myself|mine)\b")
_OTHERS = re.compile(
    r"\b(?:my|a|the|his|her) (?:\w+ )?(?:friend|mate|sister|sis|brother|bro|mum|mom|mother|dad|father|daughter|son|husband|"
    r"wife|partner|bf|"
    r"gf|boyfriend|girlfriend|cousin|aunt|aunty|nan|gran|colleague|neighbour|flatmate|kid|child|baby|dog|cat|hubby)\b|\b(?:she|"
    r"he|hers|his|him|them)\b"
)
_PAST = re.compile(
    r"\b(?:last (?:year|month|week|time)|years? ago|months? ago|weeks? ago|ages ago|used to|was before|previous|in the past)\b"
)
_TAKEN_BACK = re.compile(
    r"\b(?:mistake|misread|by accident|typo|wrong (?:button|letter|one)|ignore|meant (?:no|n)\b|sorry no\b|pressed)"
)
#: A pain of 7 or more is never "the same": clinical reference, section 5.
_SEVERE = 7


def read_followup(question_id: str, text: str, *, timeline: Timeline | None = None) -> Value | None:
    """Return what `text` answers to an open question, None where it cannot be read.

    `question_id` is a follow-up of the timeline (a value is one of its outcomes) or a question of one of its steps that is
    asked again (a value is one of that question's).
    """
    timeline = timeline or load_default_timeline()
    follow_up = timeline.follow_ups.get(question_id)
    if follow_up is None:
        return _asked_again(question_id, text, timeline)
    readers = {"trend": _trend, "screen": _screen, "you": _you, "free": _free}
    return readers[follow_up.kind](follow_up, text)


def _asked_again(question_id: str, text: str, timeline: Timeline) -> Value | None:
    """Return the answer to one question of a step. KeyError where no step asks it."""
    for step in timeline.steps:
        for question in step.questions:
            if question.id == question_id:
                return read_answers((question,), text).values.get(question_id)
    raise KeyError(question_id)


def _trend(follow_up: FollowUp, text: str) -> Value | None:
    found = atoms(plain(text), (_TREND,))
    numbers = [atom.value for atom in found if atom.kind == "number" and atom.value <= 10]
    if names(text, ("hot", "heat", "throbbing")) or max(numbers, default=0) >= _SEVERE:
        return "worse"
    if any(atom.kind == "unsure" for atom in found):
        return "unclear"
    trend = read_answers((_TREND,), text).values.get("trend")
    if trend is None and any(atom.kind in ("gone", "fine") for atom in found):
        return "better"
    return trend or ("same" if any(atom.kind == "notgone" for atom in found) else None)


def _screen(follow_up: FollowUp, text: str) -> Value | None:
    found = atoms(plain(text), ())
    kinds = {atom.kind for atom in found}
    if names(text, follow_up.words) or _plain_yes(found):
        return "yes"
    small = plain(text)
    if "unsure" in kinds or names(text, ("worse", "worst", "wrose")) or ("no" not in kinds and _UNCLEAR.search(small)):
        return "unclear"
    denied = any(word in small.split() for word in follow_up.words)
    return "no" if denied or kinds & {"no", "fine", "better"} else None


def _plain_yes(found: list[Atom]) -> bool:
    """Return whether a yes is told; not the yes of "yes all fine"."""
    kinds = [atom.kind for atom in found if atom.kind != "filler"]
    return "yes" in kinds and "fine" not in kinds


def _you(follow_up: FollowUp, text: str) -> Value | None:
    small = plain(text)
    kinds = {atom.kind for atom in atoms(small, ())}
    others, past, own = bool(_OTHERS.search(small)), bool(_PAST.search(small)), bool(_SELF.search(small))
    if own and not others:
        return "unclear" if past or "no" in kinds and not re.search(r"\b(?:its|it's|it is) me\b", small) else "yes"
    if others or past:
        return "no" if not own else "unclear"
    if "unsure" in kinds or {"yes", "no"} <= kinds:
        return "unclear"
    return "yes" if "yes" in kinds or "now" in small.split() else "no" if "no" in kinds else None


def _free(follow_up: FollowUp, text: str) -> Value | None:
    found = [atom for atom in atoms(plain(text), ()) if atom.kind not in ("filler", "comma", "stop", "joint")]
    kinds = {atom.kind for atom in found}
    if _TAKEN_BACK.search(plain(text)):
        return "no"
    if not kinds & {"word", "measure", "worse", "unfine", "label"} and kinds & {"no", "fine"}:
        return "no"
    if names(text, ("nothing", "none")) and "word" not in kinds:
        return "no"
    return "told" if kinds & {"word", "worse", "unfine", "same", "better", "unsure", "notgone", "measure"} else None
