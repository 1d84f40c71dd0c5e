"""Signs of life of the worker processes."""

from sqlalchemy import Boolean, Column, String

from bot.db import UtcDateTime
from bot.models.base import Base


class Heartbeat(Base):
    """When each worker process was last seen, so that /readyz can say which one is missing."""

    __tablename__ = "heartbeat"
    name = Column(String(32), primary_key=True)
    at = Column(UtcDateTime, nullable=False)
    ready = Column(Boolean, nullable=False, default=True)
