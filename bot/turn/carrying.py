"""What a text is about that does not say it: "and now?", "do it again", "lukewarm ok but?", "the other one", "no, the scalp"."""

import re
from datetime import datetime, timedelta
from itertools import chain

from bot import asked_time
from bot.asked_time import AskedTime
from bot.protocols.vocabulary import SYMPTOMS
from bot.turn.everything import EVERYDAY, asks_everything
from bot.turn.later import comes_back, recent_subjects
from bot.turn.manner import asks_amount, asks_for_a_remedy, corrects_the_place, tells_how, tells_the_place
from bot.turn.misread import asked_back, is_misread
from bot.turn.shapes import asks_back, asks_on, is_typo
from bot.turn.turn import Turn
from bot.turn.understood import topic_of
from bot.turn.variants import finer, form_of, in_this_form
from bot.turn.which_one import meant, one_of_several

#: Acts that go on about what was asked before when they name nothing themselves.
CARRIES_ON = ("ask_may", "ask_when", "ask_how", "ask_why", "ask_normal", "ask_what", "compare_same", "affirm")
#: Acts of the desk and of what is told: they are met by their own answer.
OWN_AFFAIR = (
    "ask_human", "ask_cost", "ask_appointment", "ask_who", "ask_help", "wrong_number", "stop_messages", "report_symptom",
    "compare_worse",
)  # fmt: skip
#: Words of a text that can only go on about what was before; of one that names a time; of one shaped like it.
SHORT, SHORT_WITH_TIME, SHAPED = 6, 10, 14
#: For so long "and the pool?" is of the day that was asked about.
MOMENT = timedelta(hours=1)

#: What is asked for the sake of a day.
ON_THE_DAY = ("makeup", "tanning", "hair_removal", "hair_dye", "alcohol")

_GOODBYE = re.compile(
    r"\b(?:see (?:you|u|ya)|speak|talk|catch (?:you|u)|bye|take care|goodnight|good night|night night|"
    r"laters)\b",
    re.IGNORECASE,
)
_CORRECTS = re.compile(r"\b(?:i mean|i meant|meant|sorry|actually|not|rather|no)\b", re.IGNORECASE)
#: A colour that skin has faded to, whatever was talked of before.
_FADED_TO = re.compile(
    r"\b(?:down to|faded to|gone to|settled to) (?:just |only )?(?:a |an |the )?(?:\w+ )?(?:blush|"
    r"flush|glow|tint)\b",
    re.IGNORECASE,
)
#: Words for all that was asked about.
_THEM_ALL = re.compile(r"\b(?:both|all|any|either|none|them|em|those|these|ones?)\b", re.IGNORECASE)
#: A longer text that names a time asks about what was before where it asks at all, or offers another time.
_ASKS_INSTEAD = re.compile(
    r"\?|^(?:and|n|or|so)\b|\b(?:moved?|push|shift|put|rebook|delay) (?:it|that|them|me)\b|"
    r"\b(?:instead|sorry|i mean|i meant|meant|actually|i can|can i)\b|"
    r"\b(?:ok|okay|right|allowed|safe|fine|good to go|i'?m good)\W*$",
    re.IGNORECASE,
)
#: Starts of a text that asks the same of something else, or of a part of it.
_ALONG = re.compile(
    r"^(?:ok(?:ay)? |oh |so |then |right )?(?:and|also|plus|or|what about|how about|wot about|same for|just|only|if"
    r"|unless|with|without)\b(?!.*\bnow\b)",
    re.IGNORECASE,
)
#: What is asked for the sake of the day asked about: "makeup for it ok?", "concealer just for that", "by then".
_FOR_IT = re.compile(r"\b(?:for (?:it|that)|by then)(?: (?:ok(?:ay)?|alright|fine|possible|allowed))?\W*$", re.IGNORECASE)
#: Of the day asked about before; "the day after tomorrow" is a day of its own.
_DAY_AFTER = re.compile(r"\b(?:the )?day after(?: that)?\W*$", re.IGNORECASE)
_THAT_DAY = re.compile(r"\b(?:on|for) (?:the|that) (?:day|night|date|morning)\b(?! (?:of|after|before))", re.IGNORECASE)
_NO_WAIT = re.compile(
    r"^\W*(?:(?:oh|no|and|n|ah|ok|so)[ ,]+)*(?:wait|hang on|hold on|sorry|actually|i mean|i meant|meant|scrap that"
    r"|correction|its|it'?s) "
    r"(?=.*\b(?:not|sorry|meant|mean|wait|actually|no)\b)",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"\binstead\W*$", re.IGNORECASE)
_BUT = re.compile(r"\b(?:but|though|however|and|also)\b", re.IGNORECASE)
_TODAY = re.compile(r"\b(?:today|2day|now|tonight|tonite)\b", re.IGNORECASE)


def subjects_of(turn: Turn) -> list[str]:
    """Return what is asked about; a text that names nothing goes on about the subjects before it."""
    if asks_everything(turn.understood.text):
        return list(EVERYDAY)
    recent = recent_subjects(turn)
    named = finer(turn.understood.clinical(), turn.understood.text, recent)
    numbered = one_of_several(turn, named)
    if numbered:
        return numbered
    if turn.understood.carried:
        return carried(turn, recent)
    if named == ["makeup"] and _FADED_TO.search(turn.understood.text):
        return ["redness"]
    if named and not is_misread(turn.understood, named, recent):
        return told_of(turn.understood.text, named, recent)
    return meant(turn, recent) if recent and carries_on(turn) else named or missed(turn)


def carried(turn: Turn, recent: list[str]) -> list[str]:
    """Return the subjects before that are heard to be meant, unless the text says which one, or in which form."""
    text = turn.understood.text
    said = meant(turn, recent) if recent else []
    heard = in_this_form(list(turn.understood.carried), text)
    return said if said != in_this_form(recent, text) or _THEM_ALL.search(text) else heard


def missed(turn: Turn) -> list[str]:
    """Return the one sign that a text asks about because it is not there: "is it normal not to be red at all"."""
    signs = [subject for subject in turn.understood.denied if topic_of(subject) in SYMPTOMS]
    asks = turn.understood.intent == "ask_normal" and turn.care.gate_level == "none"
    alone = len(turn.understood.denied) == 1 and not _BUT.search(turn.understood.text)
    return signs if asks and len(signs) == 1 and alone else []


def told_of(text: str, named: list[str], recent: list[str]) -> list[str]:
    """Return what a text that names subjects is about: what was before, where they only say how, or it asks back."""
    return in_this_form(recent, text) if tells_how(text, named, recent) else asked_back(text, named, recent)


def carries_on(turn: Turn) -> bool:
    """Return whether a text that names no subject speaks of the one before: it asks on, or only names a time."""
    return turn.understood.intent in CARRIES_ON or asked(turn) is not None or goes_on(turn)


def goes_on(turn: Turn) -> bool:
    """Return whether a text goes on about what was just answered, as it is heard to or by its words."""
    return bool(turn.understood.carried) or says_it_goes_on(turn)


def says_it_goes_on(turn: Turn) -> bool:
    """Return whether a text goes on by its words, whatever act it was taken for: "how about now"."""
    text, recent = turn.understood.text, recent_subjects(turn)
    words = len(text.split())
    if not recent or words > SHAPED or is_own_affair(turn, recent):
        return False
    named = turn.understood.clinical()
    if one_of_several(turn, named):
        return True
    if named and not is_misread(turn.understood, named, recent):
        same = {topic_of(subject) for subject in named} & {topic_of(subject) for subject in recent}
        return turn.understood.intent in ("nlu_fallback", "out_of_scope") and words <= SHORT and bool(same)
    if _GOODBYE.search(text) and "?" not in text:
        return False
    if puts_time_right(turn):
        return True
    shaped = comes_back(text, recent) or tells_the_place(text, recent) or is_shaped(text, words, turn.understood.intent)
    return shaped or tells_a_form(text, words, recent) or names_a_time(turn, words)


def is_own_affair(turn: Turn, recent: list[str]) -> bool:
    """Return whether a text is for the desk, or tells of something new, by its act and its words."""
    text = turn.understood.text
    goes_along_with = asks_amount(text, recent) or corrects_the_place(text) or asks_for_a_remedy(text) or asks_back(text)
    goes_along_with = goes_along_with or tells_the_place(text, recent)
    return turn.understood.intent in OWN_AFFAIR and not (goes_along_with or puts_time_right(turn))


def puts_time_right(turn: Turn) -> bool:
    """Return whether a text only puts a time right: "today* cant type", "typing error, 2 days time not 4"."""
    text = turn.understood.text
    if len(text.split()) > SHAPED or turn.understood.clinical():
        return False
    if _INSTEAD.search(text) and asked(turn) is not None:
        return True
    return (is_typo(text) or bool(_NO_WAIT.search(text))) and (asked(turn) is not None or bool(_TODAY.search(text)))


def is_shaped(text: str, words: int, intent: str) -> bool:
    """Return whether a text has the shape of one that asks on; of what was taken for another matter only a short one has."""
    if corrects_the_place(text) or asks_for_a_remedy(text):
        return True
    return asks_on(text) and (intent != "out_of_scope" or words <= SHORT)


def tells_a_form(text: str, words: int, recent: list[str]) -> bool:
    """Return whether a short text tells another form of what was asked: "lukewarm ok but?", "no, i meant the scalp"."""
    asks = "?" in text or bool(_CORRECTS.search(text)) or words <= 3
    return asks and words <= SHORT_WITH_TIME and any(form_of(topic_of(subject), text) for subject in recent)


def names_a_time(turn: Turn, words: int) -> bool:
    """Return whether a short text names a time to come."""
    when = asked(turn)
    text = turn.understood.text
    most = SHORT_WITH_TIME if _ASKS_INSTEAD.search(text) or _ALONG.search(text) else SHORT
    return when is not None and not when.is_past and words <= most


def asked(turn: Turn) -> AskedTime | None:
    """Return the time the text speaks of; a part of the day that corrects another is of the day asked about before."""
    found = asked_time.resolve(turn.understood.text, now=turn.care.now, zone=turn.care.place)
    before = turn.care.memory.asked_at
    if found is None and before is not None and _DAY_AFTER.search(turn.understood.text):
        return asked_time.whole_day(before + timedelta(days=1), zone=turn.care.place, now=turn.care.now)
    if found is None and before is not None and (_THAT_DAY.search(turn.understood.text) or goes_along(turn, before)):
        return asked_time.whole_day(before, zone=turn.care.place, now=turn.care.now)
    if found is None or found.part is None or before is None or before <= turn.care.now:
        return found
    return asked_time.in_part(before, found, zone=turn.care.place, now=turn.care.now)


def goes_along(turn: Turn, before: datetime) -> bool:
    """Return whether a text that names no time is of the day asked about a moment ago: "and the pool?", "just the wine"."""
    care, since = turn.care, turn.care.memory.subjects_at
    is_fresh = since is not None and care.now - since <= MOMENT
    is_later_day = before.astimezone(care.place).date() > care.now.astimezone(care.place).date()
    text = turn.understood.text
    joins = len(text.split()) <= SHORT and bool(_ALONG.search(text))
    return is_fresh and is_later_day and (joins or is_for_the_day(turn))


def is_for_the_day(turn: Turn) -> bool:
    """Return whether a text asks for something to wear or drink on the day asked about; no sign and no medicine is "for it"."""
    text, named = turn.understood.text, turn.understood.clinical()
    worn = bool(named) and all(topic_of(subject) in ON_THE_DAY for subject in named)
    return worn and len(text.split()) <= SHORT_WITH_TIME and bool(_FOR_IT.search(text))


def remembered(turn: Turn, subjects: list[str], at: datetime) -> dict[str, object]:
    """Return what the memory keeps of an answer about `subjects` for the moment `at`, for the texts that go on."""
    last = recent_subjects(turn)
    topics = {topic_of(subject) for subject in chain(subjects)}
    narrowed = len(last) > 1 and set(subjects) < set(last)
    moved_on = bool(last) and not topics & {topic_of(subject) for subject in last}
    return {
        "subjects": subjects,
        "subjects_at": turn.care.now,
        "before": last if moved_on or narrowed else turn.care.memory.before,
        "asked_at": at if at > turn.care.now else None,
        "question": None,
    }
