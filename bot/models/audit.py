"""Who looked and who changed."""

from sqlalchemy import JSON, Column, Index, String

from bot.db import UtcDateTime
from bot.models.base import Base, identity, owned_by


class Audit(Base):
    """Every look and change by staff, and every change by a command. Holds no message text.

    Appended only: triggers of the database refuse to change or remove a line.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_clinic_action", "clinic_id", "action"),
        Index("ix_audit_clinic_target", "clinic_id", "target"),
    )
    id = identity()
    at = Column(UtcDateTime, nullable=False, index=True)
    clinic_id = owned_by("clinic", nullable=True)
    staff_id = owned_by("staff", nullable=True)
    #: Who, in words: an e-mail address, "command line" or a process name.
    actor = Column(String(254), nullable=False)
    action = Column(String(64), nullable=False)
    target = Column(String(80), nullable=False)
    detail = Column(JSON, nullable=False, default=dict)
