"""One text taken to its end: what is known is gathered, the dialogue model is asked, and all that follows is one commit.

The reply, its case, the check-in's answer, the memory and the inbound text's "answered" stand or fall together: a crash at any
line before leaves the text claimable, and nothing sent.
"""

from datetime import datetime
from typing import Protocol as Interface

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot import escalations, fault_points, inbox, late_texts, ledger, outbox, published, sessions, takeover, wish_to_stop
from bot.clinic_texts import TRANSLATED, clinic_text
from bot.db import reading, transaction
from bot.gathering import gather
from bot.levels import at_least, worst
from bot.media.telling import with_photo
from bot.memory import Memory
from bot.models import CheckIn, Conversation, Message, Patient
from bot.own_words import own_words
from bot.safety import gate
from bot.said_before import with_said
from bot.second_opinion import second_opinion
from bot.turn.care import Care
from bot.turn.outcome import CheckInAnswer, Outcome
from bot.turn.parsed import Parsed
from bot.turn.understood import topic_of

#: What an answer to a text of this urgency goes before.
PRIORITY = {"emergency": outbox.EMERGENCY, "urgent": outbox.STAFF}
NOTHING = Parsed(intent="", confidence=0.0)


class Brain(Interface):
    """The dialogue model, as a turn needs it."""

    def parse(self, text: str) -> Parsed:
        """Return what a text is understood as."""

    def ask(self, key: str, text: str, care: Care) -> tuple[Outcome, Parsed]:
        """Take one turn."""


def take_turn(engine: Engine, brain: Brain, key: int, worker: str, now: datetime) -> None:
    """Answer the claimed text `key` and commit everything at once. DialogueError where the model gave no answer."""
    with reading(engine) as session:
        row = session.get(Message, key)
        words, patient, talk = own_words(row), patient_of(session, row), session.get(Conversation, row.patient_id)
        care = with_hint(gather(session, row, now), words)
        care = with_said(session, row, care)
        spoken_for = is_spoken_for(row, patient, talk)
        special = None if spoken_for else special_outcome(session, row, words, care, now)
    if special is not None:
        outcome, parsed = special, NOTHING
    elif spoken_for:
        parsed = brain.parse(words) if words.strip() else NOTHING
        outcome = quiet(care, parsed)
    else:
        outcome, parsed = brain.ask(f"{row.patient_id}.{row.id}", words, care)
    fault_points.reach("turn_decided")
    with transaction(engine) as session:
        row = session.get(Message, key)
        if special is None and not spoken_for and wish_to_stop.is_wish(parsed, care):
            outcome = wish_to_stop.granted(session, row, care)
        outcome = second_opinion(session, row, care, outcome, parsed, now)
        outcome = with_photo(session, row, care, outcome, now)
        if spoken_for or not inbox.is_late(row, now) or not late_texts.is_for_staff(outcome):
            commit(session, key, worker, care, outcome, parsed, now)
        elif commit(session, key, worker, care, late_texts.unanswered(care, outcome), parsed, now, "staff"):
            late_texts.hand_over(session, row, outcome.reason, now)
        fault_points.reach("turn_written")
    fault_points.reach("turn_committed")


def with_hint(care: Care, words: str) -> Care:
    """Return the care with what the gate's wide net makes of the words: the reader has to agree with it."""
    wide = gate(words, hours=care.hours(), recent=care.memory.recent_signs(care.now), wide=True)
    return care.copy(update={"hint": wide.level})


def is_spoken_for(row: Message, patient: Patient, talk: Conversation | None) -> bool:
    """Return whether this text gets no reply from the dialogue: it has one, the patient opted out, or a person is talking."""
    return at_least(row.urgency, "urgent") or is_silenced(patient, talk)


def is_silenced(patient: Patient, talk: Conversation | None) -> bool:
    """Return whether the bot must not answer this patient now."""
    return patient.opted_out_at is not None or takeover.is_with_person(talk)


def patient_of(session: Session, row: Message) -> Patient:
    """Return the patient of a row. A session forgets whom nobody holds, and asks again: ask once and hand on."""
    return session.get(Patient, row.patient_id)


def special_outcome(session: Session, row: Message, words: str, care: Care, now: datetime) -> Outcome | None:
    """Return the outcome of a text that the model is not asked about: a photo, nothing at all, another language, too old."""
    language = row.explanation.get("language", "en")
    if language != "en":
        name = f"other_language_{language if language in TRANSLATED else 'other'}"
        reason = f"The patient writes in another language ({language})"
        return staff_outcome(session, row, care, name, "other_language", reason, now)
    if row.media_count and not words.strip():
        return staff_outcome(session, row, care, "photo_received", "photo", "The patient sent a photo", now)
    if not words.strip():
        return said(session, row, care, "nothing_readable", now)
    return None


def said(session: Session, row: Message, care: Care, name: str, now: datetime) -> Outcome:
    """Return an outcome that only says the general text `name`."""
    texts = published.general_texts(session, care.texts_version_id)
    return Outcome(text=clinic_text(texts, name, patient_of(session, row).clinic, now=now), memory=care.memory)


def staff_outcome(session: Session, row: Message, care: Care, name: str, code: str, reason: str, now: datetime) -> Outcome:
    """Return an outcome that says `name` and brings in a person."""
    return said(session, row, care, name, now).raised("review", code, reason)


def quiet(care: Care, parsed: Parsed) -> Outcome:
    """Return the outcome of a text that is only recorded: what it was about, and a check-in that it answers by being danger."""
    topics = list(dict.fromkeys(topic_of(subject) for subject in parsed.subjects))
    answered = CheckInAnswer(id=care.check_in.id, values={}) if care.check_in and at_least(care.gate_level, "urgent") else None
    return Outcome(text="", memory=care.memory.copy(update={"question": None}), topics=topics, check_in=answered)


def commit(
    session: Session,
    key: int,
    worker: str,
    care: Care,
    outcome: Outcome,
    parsed: Parsed,
    now: datetime,
    status: str = "answered",
) -> bool:
    """Write all that the turn decided; False, and nothing done, when the claim was lost to another worker."""
    if not inbox.finish(session, key, worker, now, status):
        return False
    row = session.get(Message, key)
    write_understanding(row, care, outcome, parsed)
    talk = remember(session, row, outcome, now)
    patient = patient_of(session, row)
    note_check_in(session, row, outcome, now)
    bring_in_people(session, row, patient, outcome, now)
    pause(session, patient, outcome, now)
    if outcome.opts_out and outcome.level in ("none", "review"):
        wish_to_stop.carry_out(session, row, outcome, now)
    elif outcome.text and (outcome.level == "emergency" or not is_silenced(patient, talk)):
        queue_reply(session, row, patient, care, outcome, now)
    return True


def write_understanding(row: Message, care: Care, outcome: Outcome, parsed: Parsed) -> None:
    """Put into the record what was understood and why."""
    row.intent, row.topics = parsed.intent, outcome.topics
    row.urgency = worst(row.urgency, outcome.level)
    row.answers = [one.dict() for one in outcome.told]
    read = {"intent": parsed.intent, "confidence": round(parsed.confidence, 3), "subjects": parsed.subjects}
    if parsed.danger.chances:
        read["reader"] = {**parsed.danger.dict(), "hint": care.hint}
    if outcome.heard:
        read["heard"] = outcome.heard
    row.explanation = {**row.explanation, **read, "hours": care.hours(), "codes": outcome.codes}


def remember(session: Session, row: Message, outcome: Outcome, now: datetime) -> Conversation:
    """Keep what the turn learned, in the conversation that is held from here on and returned.

    The signs are the gate's, which may have read a newer text meanwhile.
    """
    talk = escalations.conversation(session, row.patient_id)
    gate = Memory.parse_obj(talk.memory)
    emergency_at = now if outcome.level == "emergency" else gate.emergency_at
    talk.memory = outcome.memory.copy(update={"signs": gate.signs, "emergency_at": emergency_at}).row()
    return talk


def note_check_in(session: Session, row: Message, outcome: Outcome, now: datetime) -> None:
    """Mark the check-in that this text answered."""
    if outcome.check_in is None:
        return
    check_in = session.get(CheckIn, outcome.check_in.id, with_for_update=True)  # its receipts may come at this moment
    check_in.values, check_in.answered_at = {**check_in.values, **outcome.check_in.values}, now
    ledger.mark(session, check_in, "answered", "the patient replied", now=now, actor="patient")


def bring_in_people(session: Session, row: Message, patient: Patient, outcome: Outcome, now: datetime) -> None:
    """Open the case that the turn calls for; a patient who opted out and still writes is one for the telephone."""
    level, codes, reason = outcome.level, outcome.codes, outcome.reason
    if patient.opted_out_at is not None and level == "none" and row.urgency == "none":
        level, codes, reason = "review", ["opted_out"], "The patient has opted out of texts and wrote again: please phone"
    if level == "none" and not reason:
        return
    purpose = f"message:{row.id}"
    escalations.open_case(
        session, patient=patient, level=worst(level, "review"), codes=codes, reason=reason, purpose=purpose, message=row, now=now
    )


def pause(session: Session, patient: Patient, outcome: Outcome, now: datetime) -> None:
    """Hold the check-ins to a phone that somebody else has."""
    if outcome.pauses and patient.discharged_at is None:
        sessions.apply(session, patient, sessions.Pause(), now=now, actor="companion")


def queue_reply(session: Session, row: Message, patient: Patient, care: Care, outcome: Outcome, now: datetime) -> None:
    """Queue the reply, with the rules it came from."""
    current = care.current_session()
    outbox.queue(
        session,
        clinic=patient.clinic,
        patient=patient,
        to_phone=patient.phone,
        text=outcome.text,
        sender="bot",
        purpose=f"emergency:{row.id}" if outcome.level == "emergency" else f"reply:{row.id}",
        priority=PRIORITY.get(row.urgency, outbox.REPLY),
        now=now,
        reply_to_id=row.id,
        topics=outcome.topics,
        urgency=row.urgency,
        answers=[one.dict() for one in outcome.told],
        protocol_version_id=current.protocol_version_id if current else None,
    )


def give_up(engine: Engine, key: int, worker: str, now: datetime) -> None:
    """Hand a text that failed too often to staff, and tell the patient so."""
    with transaction(engine) as session:
        if not inbox.finish(session, key, worker, now, status="staff"):
            return
        row = session.get(Message, key)
        patient, talk = patient_of(session, row), session.get(Conversation, row.patient_id)
        care = gather(session, row, now)
        reason = "The companion failed to answer this text"
        outcome = staff_outcome(session, row, care, "not_understood_again", "failed", reason, now)
        bring_in_people(session, row, patient, outcome, now)
        if not is_spoken_for(row, patient, talk):
            queue_reply(session, row, patient, care, outcome, now)
