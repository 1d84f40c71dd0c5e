"""Small talk and the front desk: greetings, thanks, who is this, appointments, costs."""

import re
from datetime import timedelta

from bot.turn.bare_number import asked_about, number_of
from bot.turn.desk import DESK, at_the_desk
from bot.turn.outcome import Outcome
from bot.turn.people import not_understood, offering, waiting
from bot.turn.turn import Turn

#: The act -> the general text that answers it and the public topic it is.
WORDS = {
    "greet": ("greeting", "greeting"),
    "thanks": ("thanks", "thanks"),
    "goodbye": ("goodbye", "goodbye"),
    "ask_who": ("who_are_you", "who_are_you"),
    "ask_help": ("help", "help"),
    "report_fine": ("fine", "fine"),
    "compare_better": ("fine", "fine"),
    **{act: (topic, topic) for act, topic in DESK.items()},
}
_NEVER_MIND = re.compile(
    r"(?:oh |ok |sorry |ah )*(?:never ?mind|nvm|nm|forget (?:it|that|about it)|does ?n[o']?t matter|doesnt matter|dont worry|"
    r"don't worry|no worries|ignore (?:me|that|this))(?:,? (?:then|about it|thanks|thank you|ta))*\W*",
    re.IGNORECASE,
)
_TAKES_BACK = re.compile(
    r"^\W*(?:(?:omg|oh|no|sorry|lol|haha)[ ,!]+)*(?:(?:just |only )?(?:kidding|joking|messing)|jk\b|false alarm"
    r"|auto ?correct|typo|"
    r"(?:ignore|scrap|forget) (?:that|me|it)|never ?mind|nvm)",
    re.IGNORECASE,
)
_OK = re.compile(
    r"(?:(?:ok(?:ay)?|k|kk|fine|fair(?: enough| point)?|cool|great|got it|understood|right|alright|all right|sure|noted"
    r"|perfect|lovely|"
    r"brill|sound|good|grand|then|will do|makes sense|that helps|i see|ah|oh|well|so|gotcha)[ ,.!]*)+",
    re.IGNORECASE,
)
#: For so long "ok" is of the answer before it.
WARM = timedelta(hours=1)
_NO_THANKS = re.compile(
    r"(?:no|nope|nah|na|not now|no need|its? ?(?:ok|fine|alright)|i'?m (?:ok|fine|good)|im (?:ok|fine|good)|all good)"
    r"(?:[ ,.!]+(?:no|thanks|thank you|ta|thx|cheers|need|its? (?:ok|fine)|it's (?:ok|fine)|i'?m (?:ok|fine|good)|all good|"
    r"dont worry|don't worry|nurse|needed))*\W*",
    re.IGNORECASE,
)
#: Said after an emergency, these get the number again and no reassurance.
AFTER_EMERGENCY = ("thanks", "greet", "goodbye", "affirm", "deny", "report_fine", "compare_better", "compare_same", "give_score")


def small_talk(turn: Turn) -> Outcome:
    """Answer a greeting and its kin. After an emergency they get the emergency number again."""
    if turn.care.memory.in_emergency(turn.care.now) and turn.understood.intent in AFTER_EMERGENCY:
        return after_emergency(turn)
    if turn.understood.intent not in WORDS:
        return turn.outcome(turn.say("goodbye")) if _declines(turn) else not_understood(turn)
    text, topic = WORDS[turn.understood.intent]
    if turn.understood.intent in DESK:
        return at_the_desk(turn, turn.understood.intent)
    told = _while_waiting(turn, topic) if topic in ("thanks", "fine") and turn.care.case_by else turn.outcome(turn.say(text))
    return told.copy(update={"topics": list(dict.fromkeys([topic, *told.topics]))})


def _declines(turn: Turn) -> bool:
    """Return whether a text only says no to the offer of a person, or takes back what was not understood."""
    text = turn.understood.text.strip()
    return bool(_NO_THANKS.fullmatch(text) or _NEVER_MIND.fullmatch(text)) and not turn.care.case_by


def _while_waiting(turn: Turn, topic: str) -> Outcome:
    """People have a case of this patient's: it stays theirs, however good the news."""
    return turn.outcome(turn.say("thanks_case_open", by=turn.care.case_by)) if topic == "thanks" else waiting(turn)


def after_emergency(turn: Turn) -> Outcome:
    """Repeat the emergency number; a retraction is answered kindly, and the case stays open until staff close it."""
    taken_back = bool(_TAKES_BACK.search(turn.understood.text))
    retracts = taken_back or turn.understood.intent in ("deny", "report_fine", "compare_better")
    return turn.outcome(turn.say("emergency_retracted" if retracts else "emergency_again"))


def _is_warm(turn: Turn) -> bool:
    since = turn.care.memory.subjects_at
    return since is not None and turn.care.now - since <= WARM


def takes_no_offer(turn: Turn) -> bool:
    """Return whether a text only says ok where a person was offered: that is no wish for one, as "yes" is."""
    return turn.care.question_kind() == "human_offer" and bool(_OK.fullmatch(turn.understood.text.strip()))


def unclear(turn: Turn) -> Outcome:
    """A yes, a no or a number that answers nothing we asked: ask what it is about."""
    if turn.care.memory.in_emergency(turn.care.now):
        return after_emergency(turn)
    if _NEVER_MIND.fullmatch(turn.understood.text.strip()):
        return turn.outcome(turn.say("goodbye"))
    if turn.care.case_by:
        return waiting(turn)
    if turn.understood.intent == "affirm" and _OK.fullmatch(turn.understood.text.strip()) and _is_warm(turn):
        return turn.outcome(turn.say("goodbye"))  # "ok fair": the answer before is taken
    if set(turn.understood.subjects) == {"fine"} and turn.care.gate_level == "none":
        return turn.outcome(turn.say("fine"))  # "no fever no"
    number = number_of(turn.understood.text)
    return offering(turn, turn.say("not_understood")) if number is None else asked_about(turn, number)
