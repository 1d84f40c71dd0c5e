"""Who looked and who changed."""

from sqlalchemy import JSON, Column, String

from bot.db import UtcDateTime
from bot.models.base import Base, identity, owned_by


class Audit(Base):
    """Every look and change by staff, and every change by a command. Appended only; holds no message text."""

    __tablename__ = "audit"
    id = identity()
    at = Column(UtcDateTime, nullable=False, index=True)
    clinic_id = owned_by("clinic", nullable=True)
    staff_id = owned_by("staff", nullable=True)
    #: Who, in words: an e-mail address, "command line" or a process name.
    actor = Column(String(254), nullable=False)
    action = Column(String(64), nullable=False)
    target = Column(String(80), nullable=False)
    detail = Column(JSON, nullable=False, default=dict)
