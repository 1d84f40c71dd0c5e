"""Cases for people."""

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from bot.db import UtcDateTime
from bot.models.base import Base, identity, owned_by


class Escalation(Base):
    """A case for people: what happened, why it was flagged, by when an answer was promised."""

    __tablename__ = "escalation"
    id = identity()
    clinic_id = owned_by("clinic")
    patient_id = owned_by("patient")
    #: The text that opened it.
    message_id = owned_by("message", nullable=True)
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
    assigned_to = Column(ForeignKey("staff.id", ondelete="RESTRICT"))
    snoozed_until = Column(UtcDateTime)
    #: The case that this one was merged into; a merged one is resolved.
    merged_into_id = owned_by("escalation", nullable=True)
    #: When a person said "I have seen it": the on-call order is not called further.
    acknowledged_at = Column(UtcDateTime)
    acknowledged_by = Column(ForeignKey("staff.id", ondelete="RESTRICT"))
    #: How far along the on-call order it has been called, and when last.
    called = Column(Integer, nullable=False, default=0)
    called_at = Column(UtcDateTime)
    patient = relationship("Patient")
    message = relationship("Message")


class CaseNote(Base):
    """What staff write to each other about a patient; the patient never sees it."""

    __tablename__ = "case_note"
    id = identity()
    clinic_id = owned_by("clinic")
    patient_id = owned_by("patient")
    escalation_id = owned_by("escalation", nullable=True)
    staff_id = owned_by("staff")
    at = Column(UtcDateTime, nullable=False)
    text = Column(Text, nullable=False)


class Judgement(Base):
    """What staff say of a decision of ours: this was no escalation, or this should have been one. Labelled data."""

    __tablename__ = "judgement"
    __table_args__ = (UniqueConstraint("message_id"),)
    id = identity()
    clinic_id = owned_by("clinic")
    message_id = owned_by("message")
    staff_id = owned_by("staff")
    at = Column(UtcDateTime, nullable=False)
    #: The level that it should have had.
    level = Column(String(12), nullable=False)


class CannedReply(Base):
    """A reply that a clinic writes often, with placeholders."""

    __tablename__ = "canned_reply"
    __table_args__ = (UniqueConstraint("clinic_id", "title"),)
    id = identity()
    clinic_id = owned_by("clinic")
    title = Column(String(80), nullable=False)
    text = Column(Text, nullable=False)
