"""Which of two recent sessions the patient means: understood from the reply, and answered anew for the one chosen."""

import re
from dataclasses import replace

from bot.turn import answering
from bot.turn.care import KnownSession
from bot.turn.outcome import Outcome
from bot.turn.turn import Turn
from bot.turn.understood import Understood

LATEST = re.compile(r"\b(?:latest|last|recent|newest|new|second|2nd|this)\b", re.IGNORECASE)
BEFORE = re.compile(r"\b(?:before|first|1st|older?|earlier|previous|other)\b", re.IGNORECASE)


def choose_session(turn: Turn) -> Outcome | None:
    """Return the answer for the session chosen, None where the text chooses none."""
    recent = turn.care.recent_sessions()
    chosen = chosen_of(turn.understood.text, recent)
    if chosen is None:
        return None
    memory = turn.care.memory.copy(update={"session_chosen": chosen.id, "question": None})
    about = tuple(turn.care.memory.subjects)
    again = replace(
        turn,
        care=turn.care.copy(update={"memory": memory}),
        understood=Understood(turn.understood.text, "ask_may", about),
    )
    return answering.answer_topics(again)


def chosen_of(text: str, recent: list[KnownSession]) -> KnownSession | None:
    """Return the session that a text means: "the latest", "the one before"."""
    if len(recent) < 2 or len(text.split()) > 8:
        return None
    if BEFORE.search(text):
        return recent[1]
    return recent[0] if LATEST.search(text) else None
