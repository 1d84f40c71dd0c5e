"""Patients, their treatments, and what is open between them and the clinic."""

from sqlalchemy import JSON, Column, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import relationship

from bot.db import UtcDateTime
from bot.models.base import Base, identity, owned_by


class Patient(Base):
    """A phone number that texts a clinic. Somebody who was never enrolled has a row too, without sessions."""

    __tablename__ = "patient"
    __table_args__ = (UniqueConstraint("clinic_id", "phone"),)
    id = identity()
    clinic_id = owned_by("clinic")
    phone = Column(String(16), nullable=False, index=True)
    name = Column(String(120))
    timezone = Column(String(64), nullable=False)
    #: Which of the clinic's numbers they texted last, where that is another than its own: what they get comes from there.
    our_phone = Column(String(16))
    opted_out_at = Column(UtcDateTime)
    #: What opted them out: a keyword, their words, the carrier or staff.
    opt_out_source = Column(String(32))
    #: Staff have put the check-ins off until they resume them.
    paused_at = Column(UtcDateTime)
    #: Staff have ended the aftercare: no further check-in goes out.
    discharged_at = Column(UtcDateTime)
    #: Who said that this person may be texted, when, and in what words.
    consent_source = Column(String(64))
    consent_at = Column(UtcDateTime)
    consent_words = Column(String(300))
    #: Another way to reach them when texts do not arrive.
    other_contact = Column(String(120))
    #: The carrier's code for which this number cannot be texted, until staff correct it or a text arrives.
    phone_problem = Column(String(32))
    #: When and why everything that identifies them was deleted.
    erased_at = Column(UtcDateTime)
    erased_because = Column(String(300))
    created_at = Column(UtcDateTime, nullable=False)
    clinic = relationship("Clinic")


class TreatmentSession(Base):
    """One treatment: when it ended is hour zero of everything that the protocol says."""

    __tablename__ = "treatment_session"
    __table_args__ = (UniqueConstraint("patient_id", "procedure_id", "performed_at"),)
    id = identity()
    patient_id = owned_by("patient")
    procedure_id = owned_by("procedure")
    timeline_version_id = owned_by("timeline_version", nullable=True)
    performed_at = Column(UtcDateTime, nullable=False)
    cancelled_at = Column(UtcDateTime)
    #: cancelled, no_show or a mistake, in a word or two
    cancel_reason = Column(String(120))
    created_at = Column(UtcDateTime, nullable=False)
    patient = relationship(Patient)
    procedure = relationship("Procedure")


class Conversation(Base):
    """What is open between a patient and the clinic: the question asked, the last topics, who is talking."""

    __tablename__ = "conversation"
    patient_id = Column(ForeignKey("patient.id", ondelete="RESTRICT"), primary_key=True)
    #: What the next text must be read against; see bot.memory.
    memory = Column(JSON, nullable=False, default=dict)
    taken_over_by = Column(ForeignKey("staff.id", ondelete="RESTRICT"))
    taken_over_at = Column(UtcDateTime)
    #: When the bot answers again by itself; null: only when staff hand back.
    taken_over_until = Column(UtcDateTime)
