"""The record: every table in one place. Times are aware UTC, phone numbers E.164, clinics own their rows."""


from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Text, Time, UniqueConstraint
from sqlalchemy.orm import declarative_base, relationship

from bot.db import UtcDateTime

Base: Any = declarative_base()


def _id() -> Column:
    return Column(Integer, primary_key=True)


def _owned_by(table: str, nullable: bool = False) -> Column:
    return Column(ForeignKey(f"{table}.id", ondelete="RESTRICT"), nullable=nullable, index=True)


class Clinic(Base):
    """A clinic and what it decides: its number, zone, the window for check-ins, who is called."""

    __tablename__ = "clinic"
    id = _id()
    slug = Column(String(64), unique=True, nullable=False)
    name = Column(String(120), nullable=False)
    #: The number that patients text and that we send from.
    phone = Column(String(16), unique=True, nullable=False)
    timezone = Column(String(64), nullable=False)
    country = Column(String(2), nullable=False)
    emergency_number = Column(String(16), nullable=False)
    #: The local line for urgent advice out of hours (UK 111); null where a country has none.
    urgent_line = Column(String(16))
    crisis_line = Column(String(40))
    on_call_phone = Column(String(16))
    #: Check-ins leave only between these local times of the patient.
    window_start = Column(Time, nullable=False)
    window_end = Column(Time, nullable=False)
    #: Opening hours by ISO weekday: {"1": ["09:00", "18:00"], …}; a missing day is closed.
    opening_hours = Column(JSON, nullable=False)
    created_at = Column(UtcDateTime, nullable=False)


class Staff(Base):
    """A person who signs in to the console, for one clinic."""

    __tablename__ = "staff"
    id = _id()
    clinic_id = _owned_by("clinic")
    email = Column(String(254), unique=True, nullable=False)
    name = Column(String(120))
    #: owner, clinician, front_desk or read_only
    role = Column(String(16), nullable=False)
    password_hash = Column(String(200))
    #: SHA-256 of the one-time set-password token; the token itself is never stored.
    link_hash = Column(String(64), unique=True)
    link_expires_at = Column(UtcDateTime)
    failed_sign_ins = Column(Integer, nullable=False, default=0)
    locked_until = Column(UtcDateTime)
    disabled_at = Column(UtcDateTime)
    created_at = Column(UtcDateTime, nullable=False)
    clinic = relationship(Clinic)


class StaffSession(Base):
    """One signed-in browser; ending the row ends the session."""

    __tablename__ = "staff_session"
    id = _id()
    staff_id = _owned_by("staff")
    #: SHA-256 of the cookie's token.
    token_hash = Column(String(64), unique=True, nullable=False)
    csrf_token = Column(String(64), nullable=False)
    created_at = Column(UtcDateTime, nullable=False)
    expires_at = Column(UtcDateTime, nullable=False)
    ended_at = Column(UtcDateTime)
    staff = relationship(Staff)


class Procedure(Base):
    """What a clinic does; one without a published protocol is answered by staff."""

    __tablename__ = "procedure"
    __table_args__ = (UniqueConstraint("clinic_id", "slug"),)
    id = _id()
    clinic_id = _owned_by("clinic")
    slug = Column(String(64), nullable=False)
    name = Column(String(120), nullable=False)


class ProtocolVersion(Base):
    """One published protocol of a procedure. Never changed after publication; replies point at it."""

    __tablename__ = "protocol_version"
    __table_args__ = (UniqueConstraint("procedure_id", "number"),)
    id = _id()
    procedure_id = _owned_by("procedure")
    number = Column(Integer, nullable=False)
    document = Column(Text, nullable=False)
    published_at = Column(UtcDateTime, nullable=False)
    published_by = Column(String(254), nullable=False)


class TimelineVersion(Base):
    """One published timeline of check-ins of a procedure."""

    __tablename__ = "timeline_version"
    __table_args__ = (UniqueConstraint("procedure_id", "number"),)
    id = _id()
    procedure_id = _owned_by("procedure")
    number = Column(Integer, nullable=False)
    document = Column(Text, nullable=False)
    published_at = Column(UtcDateTime, nullable=False)
    published_by = Column(String(254), nullable=False)


class Patient(Base):
    """A phone number that texts a clinic. Somebody who was never enrolled has a row too, without sessions."""

    __tablename__ = "patient"
    __table_args__ = (UniqueConstraint("clinic_id", "phone"),)
    id = _id()
    clinic_id = _owned_by("clinic")
    phone = Column(String(16), nullable=False, index=True)
    name = Column(String(120))
    timezone = Column(String(64), nullable=False)
    opted_out_at = Column(UtcDateTime)
    #: What opted them out: a keyword, their words, the carrier or staff.
    opt_out_source = Column(String(32))
    created_at = Column(UtcDateTime, nullable=False)
    clinic = relationship(Clinic)


class TreatmentSession(Base):
    """One treatment: when it ended is hour zero of everything that the protocol says."""

    __tablename__ = "treatment_session"
    __table_args__ = (UniqueConstraint("patient_id", "procedure_id", "performed_at"),)
    id = _id()
    patient_id = _owned_by("patient")
    procedure_id = _owned_by("procedure")
    timeline_version_id = _owned_by("timeline_version", nullable=True)
    performed_at = Column(UtcDateTime, nullable=False)
    cancelled_at = Column(UtcDateTime)
    created_at = Column(UtcDateTime, nullable=False)
    patient = relationship(Patient)
    procedure = relationship(Procedure)


class Conversation(Base):
    """What is open between a patient and the clinic: the question asked, the last topics, who is talking."""

    __tablename__ = "conversation"
    patient_id = Column(ForeignKey("patient.id", ondelete="RESTRICT"), primary_key=True)
    #: What the next text must be read against; see bot.memory.
    memory = Column(JSON, nullable=False, default=dict)
    taken_over_by = Column(ForeignKey("staff.id", ondelete="RESTRICT"))
    taken_over_at = Column(UtcDateTime)


class Message(Base):
    """One text, in or out. Committed before it is acknowledged (in) or sent (out).

    In:  received -> answered (handled, with or without a reply) | staff (handed over after repeated failure).
    Out: queued -> sending -> sent -> delivered, or undelivered | failed | expired | cancelled; `unknown` after an
         ambiguous send until the carrier's list or a callback settles it.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("message_by_patient", "patient_id", "id"),
        Index("message_work", "direction", "status", "next_attempt_at"),
    )
    id = _id()
    clinic_id = _owned_by("clinic")
    #: The patient whose conversation it belongs to; alerts to staff name the patient they are about.
    patient_id = _owned_by("patient", nullable=True)
    #: in or out
    direction = Column(String(3), nullable=False)
    #: patient, bot, check_in, staff or alert (a page to the on-call phone: never part of the conversation)
    sender = Column(String(16), nullable=False)
    from_phone = Column(String(16), nullable=False)
    to_phone = Column(String(16), nullable=False)
    text = Column(Text, nullable=False)
    status = Column(String(16), nullable=False)
    #: The carrier's name for it; unique, so that a repeated webhook is a no-op.
    provider_sid = Column(String(64), unique=True)
    #: Why it is sent ("reply:17", "check_in:4", "alert:9:sms"); unique, so that nothing is queued twice.
    purpose = Column(String(80), unique=True)
    #: 0 emergency, 1 staff and urgent, 2 replies, 3 check-ins
    priority = Column(Integer, nullable=False, default=2)
    created_at = Column(UtcDateTime, nullable=False)
    #: When a worker may next take it up.
    next_attempt_at = Column(UtcDateTime)
    expires_at = Column(UtcDateTime)
    attempts = Column(Integer, nullable=False, default=0)
    claimed_by = Column(String(64))
    claimed_until = Column(UtcDateTime)
    handled_at = Column(UtcDateTime)
    sent_at = Column(UtcDateTime)
    delivered_at = Column(UtcDateTime)
    error_code = Column(String(32))
    media_count = Column(Integer, nullable=False, default=0)
    #: For a reply: the text that it answers.
    reply_to_id = _owned_by("message", nullable=True)
    intent = Column(String(40))
    topics = Column(JSON, nullable=False, default=list)
    urgency = Column(String(12), nullable=False, default="none")
    #: What was told: [{"topic", "subject", "verdict", "rule"}]
    answers = Column(JSON, nullable=False, default=list)
    #: Why: the gate's flags with spans, the intent's confidence, the hours since the session.
    explanation = Column(JSON, nullable=False, default=dict)
    protocol_version_id = _owned_by("protocol_version", nullable=True)


class CheckIn(Base):
    """One planned text of a session's timeline; ends with exactly one status and always has a reason."""

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("session_id", "step"), Index("check_in_due", "status", "due_at"))
    id = _id()
    session_id = _owned_by("treatment_session")
    patient_id = _owned_by("patient")
    clinic_id = _owned_by("clinic")
    step = Column(String(32), nullable=False)
    due_at = Column(UtcDateTime, nullable=False)
    expires_at = Column(UtcDateTime, nullable=False)
    #: planned, held, sent, delivered, answered, skipped, cancelled, expired, failed
    status = Column(String(16), nullable=False)
    reason = Column(String(200), nullable=False)
    message_id = _owned_by("message", nullable=True)
    #: What the patient answered: question id -> value.
    values = Column(JSON, nullable=False, default=dict)
    answered_at = Column(UtcDateTime)
    created_at = Column(UtcDateTime, nullable=False)


class Escalation(Base):
    """A case for people: what happened, why it was flagged, by when an answer was promised."""

    __tablename__ = "escalation"
    id = _id()
    clinic_id = _owned_by("clinic")
    patient_id = _owned_by("patient")
    #: The text that opened it.
    message_id = _owned_by("message", nullable=True)
    #: What opened it ("message:17", "check_in:4:silence"); unique, so that a retried turn opens one case.
    purpose = Column(String(80), unique=True, nullable=False)
    level = Column(String(12), nullable=False)
    #: Gate codes and rule names: ["U1", "check_in:48h"]
    codes = Column(JSON, nullable=False, default=list)
    reason = Column(String(300), nullable=False)
    opened_at = Column(UtcDateTime, nullable=False)
    #: By when staff promised to answer.
    due_at = Column(UtcDateTime, nullable=False)
    #: open or resolved
    status = Column(String(12), nullable=False, default="open")
    first_answered_at = Column(UtcDateTime)
    resolved_at = Column(UtcDateTime)
    resolved_by = Column(ForeignKey("staff.id", ondelete="RESTRICT"))
    note = Column(Text)
    patient = relationship(Patient)
    message = relationship(Message)


class Audit(Base):
    """Every look and change by staff, and every change by a command. Appended only; holds no message text."""

    __tablename__ = "audit"
    id = _id()
    at = Column(UtcDateTime, nullable=False, index=True)
    clinic_id = _owned_by("clinic", nullable=True)
    staff_id = _owned_by("staff", nullable=True)
    #: Who, in words: an e-mail address, "command line" or a process name.
    actor = Column(String(254), nullable=False)
    action = Column(String(64), nullable=False)
    target = Column(String(80), nullable=False)
    detail = Column(JSON, nullable=False, default=dict)


class Heartbeat(Base):
    """When each worker process was last seen, so that /readyz can say which one is missing."""

    __tablename__ = "heartbeat"
    name = Column(String(32), primary_key=True)
    at = Column(UtcDateTime, nullable=False)
    ready = Column(Boolean, nullable=False, default=True)
