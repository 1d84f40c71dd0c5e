"""Numbers at which patients reach a clinic, and how far the carrier has been asked for what came in there."""

from sqlalchemy import Column, String

from bot.db import UtcDateTime
from bot.models.base import Base, owned_by


class ClinicNumber(Base):
    """One more number of a clinic, beside its own: of its Messaging Service, or an old one that patients still have."""

    __tablename__ = "clinic_number"
    phone = Column(String(16), primary_key=True)
    clinic_id = owned_by("clinic")
    added_at = Column(UtcDateTime, nullable=False)


class Listened(Base):
    """Up to when the carrier was asked for the texts to a number of ours: an outage begins there, whoever asks next."""

    __tablename__ = "listened"
    phone = Column(String(16), primary_key=True)
    until = Column(UtcDateTime, nullable=False)
