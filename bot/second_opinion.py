"""What follows where the reader sees more danger in a text than the gate did.

A review is a case beside the turn's own answer; anything graver is told alone, in the words that the gate's own alarm has.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import published
from bot.clinic_texts import emergency_text, urgent_text
from bot.machines import is_from_a_car
from bot.models import Message, Patient
from bot.protocols.vocabulary import NUMBNESS
from bot.safety import CRISIS
from bot.turn.care import READER, Care
from bot.turn.outcome import Outcome
from bot.turn.parsed import Parsed
from bot.turn.understood import topic_of

#: Words of a text on numbness alone; a longer one may hold something else that the reader sees.
SHORT = 14


def second_opinion(session: Session, row: Message, care: Care, outcome: Outcome, parsed: Parsed, now: datetime) -> Outcome:
    """Return `outcome`, raised where the reader's level for `row` is beyond the gate's."""
    level = "none" if is_from_a_car(row.text) else parsed.danger.beyond(care.gate_level, care.hint)
    if level == "none" or care.is_only_scores(row.text) or (level == "review" and _is_early_numbness(row.text, outcome)):
        return outcome
    raised = outcome.raised(level, READER, parsed.danger.in_words(level))
    if level == "review":
        return raised
    memory = outcome.memory.copy(update={"question": None})
    return raised.copy(update={"text": alarm(session, row, level, parsed, now), "told": [], "memory": memory})


def _is_early_numbness(text: str, outcome: Outcome) -> bool:
    """Return whether a short text was told only that numbness is expected at this hour, which the reader does not know."""
    told = {(one.subject, one.verdict) for one in outcome.told}
    return len(text.split()) <= SHORT and told == {(NUMBNESS, "ok")}


def alarm(session: Session, row: Message, level: str, parsed: Parsed, now: datetime) -> str:
    """Return the words of an alarm of `level` to the writer of `row`."""
    clinic = session.get(Patient, row.patient_id).clinic
    texts, language = published.clinic_texts(session, clinic.id), row.explanation.get("language", "en")
    if level == "emergency":
        topics = {topic_of(subject) for subject in parsed.subjects}
        return emergency_text(texts, clinic, {CRISIS} if "distress" in topics else set(), language)
    return urgent_text(texts, clinic, language, now)
