"""Texts that nobody has read in time, because the dialogue is away: the gate's wide net and the reader read them, and each is
believed by itself.

With the dialogue there, what only the wide net finds needs the reader to agree (bot.turn.danger). Without it, an alarm too many
is better than one that waits. The reader needs no Rasa to be asked.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot import escalations, reception
from bot.clock import Clock
from bot.db import reading, transaction
from bot.levels import at_least, worst
from bot.memory import Memory
from bot.models import Message, Patient
from bot.own_words import unquoted
from bot.reader.asking import ask
from bot.reader.reading import COUNTS_FROM
from bot.safety import CRISIS, Flag, Gate, gate
from bot.turn.care import READER

#: How long a text may wait for the dialogue before the wide net alone decides.
PATIENCE = timedelta(seconds=60)
BATCH = 200
#: From this chance (0..1) of the topic distress on, an emergency that the reader alone sees is a risk to life.
CRISIS_FROM = 0.5


class Unread:
    """Looks at each text that waits too long, once in the life of a process; a second look changes nothing."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine, self.clock, self.seen = engine, clock, 0

    def __call__(self) -> int:
        """Look at a batch; return how many were raised."""
        now = self.clock.now()
        with reading(self.engine) as session:
            waiting = session.execute(_waiting(self.seen, now)).scalars().all()
        raised = sum(self._look(key, now) for key in waiting)
        self.seen = max(waiting, default=self.seen)
        return raised

    def _look(self, key: int, now: datetime) -> bool:
        with transaction(self.engine) as session:
            row = session.execute(select(Message).where(Message.id == key).with_for_update()).scalar_one()
            return row.status == "received" and look(session, row, now)


def _waiting(seen: int, now: datetime) -> select:
    waits = (Message.direction == "in", Message.status == "received", Message.next_attempt_at <= now - PATIENCE)
    return select(Message.id).where(*waits, Message.id > seen).order_by(Message.id).limit(BATCH)


def look(session: Session, row: Message, now: datetime) -> bool:
    """Raise the text where an urgent sign is found in it that the gate had not; return whether it was."""
    found = _read(session, row, now)
    if not at_least(found.level, "urgent") or at_least(row.urgency, found.level):
        return False
    row.urgency = worst(row.urgency, found.level)
    flags = [{**vars(flag), "code": reception.code_of(flag)} for flag in found.flags]
    known = {name: value for name, value in row.explanation.items() if name != "doubted"}  # nobody is asked any more
    row.explanation = {**known, "flags": flags, "alone": True}
    reception.alarm(session, session.get(Patient, row.patient_id), row, found, now)
    return True


def _read(session: Session, row: Message, now: datetime) -> Gate:
    talk = escalations.conversation(session, row.patient_id)
    memory = Memory.parse_obj(talk.memory)
    hours = reception.hours_since_session(session, row.patient_id, row.created_at)
    words = unquoted(row)
    found = with_reader(gate(words, hours=hours, recent=memory.recent_signs(now), wide=True), words)
    if found.level == "emergency":
        talk.memory = memory.copy(update={"emergency_at": now}).row()
    return found


def with_reader(found: Gate, text: str) -> Gate:
    """Return the decision on `text`, raised where the reader sees more: then the whole text is what was flagged."""
    reading = ask(text, found.language)
    level = reading.gravest(COUNTS_FROM) if reading else "none"
    if at_least(found.level, level):
        return found
    in_crisis = level == "emergency" and reading is not None and reading.topics["distress"] >= CRISIS_FROM
    flag = Flag(CRISIS if in_crisis else READER, level, READER, 0, len(text), text)
    return replace(found, level=level, flags=(*found.flags, flag))
