"""Appointments and prices: told who looks after them, also where a text only goes on about them ("thursday?")."""

from datetime import timedelta

from bot.turn.carrying import asked
from bot.turn.outcome import Outcome
from bot.turn.shapes import asks_on
from bot.turn.turn import Turn

#: The act -> the general text that answers it, which is its public topic too.
DESK = {"ask_appointment": "appointment", "ask_cost": "cost"}
#: For so long a text that names nothing goes on about it, if it has these many words at most.
WARM, SHORT = timedelta(hours=1), 6


def at_the_desk(turn: Turn, act: str) -> Outcome:
    """Tell who looks after it, and remember that it was talked about."""
    told = turn.outcome(turn.say(DESK[act]))
    memory = told.memory.copy(update={"desk": act, "desk_at": turn.care.now})
    return told.copy(update={"memory": memory, "topics": list(dict.fromkeys([DESK[act], *told.topics]))})


def still_at_the_desk(turn: Turn) -> Outcome | None:
    """Return the outcome of a text that only names a time, or asks on, just after an appointment or a price was asked about."""
    memory, care = turn.care.memory, turn.care
    if memory.desk not in DESK or memory.desk_at is None or care.now - memory.desk_at > WARM:
        return None
    if (memory.subjects_at or memory.desk_at) > memory.desk_at or turn.understood.subjects or care.gate_level != "none":
        return None
    text = turn.understood.text
    goes_on = asked(turn) is not None or asks_on(text)
    return at_the_desk(turn, memory.desk) if goes_on and len(text.split()) <= SHORT else None
