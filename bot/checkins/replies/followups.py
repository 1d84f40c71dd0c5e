"""Read the answer to a further question of the bot's: better or worse, which sign, is it you."""

import re

from bot.checkins.parsing import load_default_timeline
from bot.checkins.replies.atoms import Atom, atoms, plain, value_of
from bot.checkins.replies.naming import names
from bot.checkins.replies.reading import read_answers
from bot.checkins.replies.words import COUNTED, N
from bot.checkins.timeline import FollowUp, Question, Timeline, Value

_TREND = Question(id="trend", kind="trend")
#: Tells of a time before now; what it was then is no score of now.
_BEFORE_NOW = re.compile(
    r"\b(?:was|were|last night|yesterday|yday|before|earlier|at first|had been|used to be|"
    r"this morning|went from)\b"
)
_FROM = re.compile(rf"\b(?:from|than|not|isn'?t|wasn'?t) (?:an? |about )?{N}")
_ABOUT = r"(?:only |just |about |around |like |at |a |its |it's |an? )*"
_NOW, _THEN = rf"(?P<now>{N})(?! ?{COUNTED})", rf"(?P<then>{N})(?! ?{COUNTED})"
#: A score beside the one before it: "its a 6 now, was 4 this morning", "went from 3 to 6", "was 7 yesterday, 4 now".
_COMPARED = (
    re.compile(rf"{_NOW}\b.{{0,25}}?\b(?:was|were|up from|down from|used to be|had been) {_ABOUT}{_THEN}"),
    re.compile(rf"\b(?:was|were|from|started at) {_ABOUT}{_THEN}\b.{{0,25}}?\b(?:now|to|today) {_ABOUT}{_NOW}"),
    re.compile(rf"\b(?:was|were|started at) {_ABOUT}{_THEN}\b.{{0,25}}?{_NOW} (?:now|today)\b"),
)
_UNCLEAR = re.compile(r"\b(?:maybe|perhaps|possibly|kind of|kinda|sort of|sorta|a bit|little|slightly|might be|think so|bit)\b")
_SELF = re.compile(r"\b(?:me|i am|i'm|im|i have|ive|my (?:own|face|skin|self|lips?|eyes?|throat|cheeks?|chin)|myself|mine)\b")
_OTHERS = re.compile(
    r"\b(?:my|a|the|his|her) (?:\w+ )?(?:friend|mate|sister|sis|brother|bro|mum|mom|mother|dad|father|daughter|son|husband|"
    r"wife|partner|bf|"
    r"gf|boyfriend|girlfriend|cousin|aunt|aunty|nan|gran|colleague|neighbour|flatmate|kid|child|baby|dog|cat|hubby)\b|"
    r"\b(?:she|her|"
    r"he|hers|his|him|them)\b"
)
_NOT_ME = re.compile(r"\b(?:not|isn'?t|wasn'?t|never) (?:about |for |on )?(?:me|mine|myself|my (?:own|face|skin))\b")
#: "Ok its not my sister, it's me".
_NOT_THEM = re.compile(
    rf"\b(?:its|it's|it is|that's|thats) not (?:really )?(?:{_OTHERS.pattern})(?!.*\b(?:its|it's|it is) (?:my|a|the|her|his) )"
    r"|\bi(?:'m| am|m) the (?:friend|mate|sister|one)\b"
)
#: "This is her phone. She is your patient": somebody writes for the one whose sign it is.
_WRITES_FOR_THEM = re.compile(
    r"\b(?:this is|its|it's|on|from|using) (?:her|his|their) (?:phone|mobile|number)\b|"
    r"\b(?:she|he)(?:'s| is| was) (?:your|the|ur) patient\b|"
    r"\b(?:typing|texting|writing|messaging) (?:for|on behalf of) (?:her|him|my)\b"
)
_IT_IS_ME = re.compile(r"\b(?:its|it's|it is) (?:me|my|mine)\b")
_PAST = re.compile(
    r"\b(?:last (?:year|month|week|time)|years? ago|months? ago|weeks? ago|ages ago|used to|was before|previous|in the past)\b"
)
_TAKEN_BACK = re.compile(
    r"\b(?:mistake|misread|by accident|typo|wrong (?:button|letter|one)|ignore|meant (?:no|n)\b|sorry no\b|pressed)"
)
#: A pain of 7 or more is never "the same": clinical reference, section 5. No score is above 10.
_SEVERE, HIGHEST = 7, 10


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
    """Return better, same or worse. A number is how it is now: severe pain is worse whatever goes with it, other signs are
    judged by the word where there is one."""
    found = atoms(plain(text), (_TREND,))
    trend = read_answers((_TREND,), text).values.get("trend")
    severe = max(scores_now(text), default=0) >= _SEVERE
    if names(text, ("hot", "heat", "throbbing")) or (severe and (trend != "better" or "pain" in follow_up.id)):
        return "worse"
    if any(atom.kind == "unsure" for atom in found):
        return "unclear"
    if trend is None and any(atom.kind in ("gone", "fine") for atom in found):
        return "better"
    return trend or ("same" if any(atom.kind == "notgone" for atom in found) else None)


def scores_now(text: str) -> list[int]:
    """Return the scores from 0 to 10 that `text` tells of now; "last night was a ten" and "down from 8" tell of before."""
    small = plain(text)
    clauses = re.split(r"[.,;!?\n]| but | now | and ", small)
    numbers = []
    for clause in clauses:
        if not _BEFORE_NOW.search(clause):
            found = atoms(_FROM.sub(" ", clause), (_TREND,))
            numbers += [atom.value for atom in found if atom.kind == "number" and atom.value <= HIGHEST]
    return numbers


def trend_told(text: str) -> Value | None:
    """Return better, same or worse where `text` says so, the worst of several; None where it does not, or asks."""
    kinds = {"same" if atom.kind == "notgone" else atom.kind for atom in atoms(plain(text), (_TREND,))}
    return next((trend for trend in ("worse", "same", "better") if trend in kinds), None) or _compared(plain(text))


def _compared(small: str) -> Value | None:
    """Return the trend of two scores: the one of now beside the one before it."""
    for shape in _COMPARED:
        if found := shape.search(small):
            now, then = value_of(found["now"]), value_of(found["then"])
            if max(now, then) <= HIGHEST:
                return "worse" if now > then else "better" if now < then else "same"
    return None


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
    if _NOT_THEM.search(plain(text)) or _WRITES_FOR_THEM.search(plain(text)):
        return "yes"
    small = _NOT_ME.sub("her", plain(text))
    kinds = {atom.kind for atom in atoms(small, ())}
    others, past, own = bool(_OTHERS.search(small)), bool(_PAST.search(small)), bool(_SELF.search(small))
    well = "fine" in kinds and not kinds & {"yes", "unfine"} and (own or "no" in kinds)
    if well and not _IT_IS_ME.search(small):
        return "no"  # "no im fine"
    if own and not others:
        return "unclear" if past or "no" in kinds and not _IT_IS_ME.search(small) else "yes"
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
