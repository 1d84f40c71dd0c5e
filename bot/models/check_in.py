"""Planned texts and what became of them: the ledger."""

from sqlalchemy import JSON, Column, Index, Integer, String, UniqueConstraint

from bot.db import UtcDateTime
from bot.models.base import Base, identity, owned_by


class CheckIn(Base):
    """One planned text of a session's timeline; ends with exactly one status and always has a reason."""

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("session_id", "step"), Index("check_in_due", "status", "due_at"))
    id = identity()
    session_id = owned_by("treatment_session")
    patient_id = owned_by("patient")
    clinic_id = owned_by("clinic")
    step = Column(String(32), nullable=False)
    due_at = Column(UtcDateTime, nullable=False)
    expires_at = Column(UtcDateTime, nullable=False)
    #: planned, held, sent, delivered, answered, skipped, cancelled, expired, failed
    status = Column(String(16), nullable=False)
    reason = Column(String(200), nullable=False)
    message_id = owned_by("message", nullable=True)
    #: What the patient answered: question id -> value.
    values = Column(JSON, nullable=False, default=dict)
    answered_at = Column(UtcDateTime)
    created_at = Column(UtcDateTime, nullable=False)


class CheckInEvent(Base):
    """One line in the life of a check-in: what it became, when, why and by whom. Appended only."""

    __tablename__ = "check_in_event"
    id = identity()
    check_in_id = owned_by("check_in")
    at = Column(UtcDateTime, nullable=False)
    #: A status, or "moved" for a new time.
    status = Column(String(16), nullable=False)
    reason = Column(String(200), nullable=False)
    due_at = Column(UtcDateTime, nullable=False)
    #: "scheduler", "dialogue", "carrier", "patient", an e-mail address
    actor = Column(String(254), nullable=False)


class LedgerCheck(Base):
    """One reckoning of a clinic's ledger: whether all that was ever planned has ended or is still open."""

    __tablename__ = "ledger_check"
    id = identity()
    clinic_id = owned_by("clinic")
    at = Column(UtcDateTime, nullable=False)
    planned = Column(Integer, nullable=False)
    still_open = Column(Integer, nullable=False)
    #: How many ended in each status.
    endings = Column(JSON, nullable=False, default=dict)
    #: What does not add up, in words; empty when all does.
    mismatches = Column(JSON, nullable=False, default=list)
