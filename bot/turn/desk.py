"""Appointments and prices: told who looks after them, also where a text only goes on about them ("thursday?")."""

from datetime import timedelta

from bot.turn.carrying import asked
from bot.turn.outcome import Outcome
from bot.turn.turn import Turn

#: The act -> the general text that answers it, which is its public topic too.
DESK = {"ask_appointment": "appointment", "ask_cost": "cost"}
#: Acts that a bare time may be taken for.
MAY_GO_ON = ("ask_may", "ask_when", "ask_normal", "ask_how", "ask_appointment", "ask_cost", "affirm", "nlu_fallback")
#: For so long a text that names nothing goes on about it, if it has these many words at most.
WARM, SHORT = timedelta(hours=1), 6


def at_the_desk(turn: Turn, act: str) -> Outcome:
    """Tell who looks after it, and remember that it was talked about."""
    told = turn.outcome(turn.say(DESK[act]))
    memory = told.memory.copy(update={"desk": act, "desk_at": turn.care.now})
    return told.copy(update={"memory": memory, "topics": list(dict.fromkeys([DESK[act], *told.topics]))})


def still_at_the_desk(turn: Turn) -> Outcome | None:
    """Return the outcome of a text that only names a time to come, just after an appointment or a price was asked about."""
    memory, care = turn.care.memory, turn.care
    if memory.desk not in DESK or memory.desk_at is None or care.now - memory.desk_at > WARM:
        return None
    if care.gate_level != "none" or care.case_by or memory.in_emergency(care.now) or turn.understood.intent not in MAY_GO_ON:
        return None
    if (memory.subjects_at or memory.desk_at) > memory.desk_at or turn.understood.subjects:
        return None
    when = asked(turn)
    goes_on = when is not None and not when.is_past and len(turn.understood.text.split()) <= SHORT
    return at_the_desk(turn, memory.desk) if goes_on else None
