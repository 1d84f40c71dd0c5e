"""A clinic, and who is called for it."""

from sqlalchemy import JSON, Boolean, Column, Integer, String, Time, UniqueConstraint
from sqlalchemy.orm import relationship

from bot.db import UtcDateTime
from bot.models.base import Base, identity, owned_by


class Clinic(Base):
    """A clinic and what it decides: its number, zone, the window for check-ins, who is called."""

    __tablename__ = "clinic"
    id = identity()
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
    #: Check-ins leave only between these local times of the patient.
    window_start = Column(Time, nullable=False)
    window_end = Column(Time, nullable=False)
    #: Opening hours by ISO weekday: {"1": ["09:00", "18:00"], …}; a missing day is closed.
    opening_hours = Column(JSON, nullable=False)
    #: Days on which it is closed though the week says open: {"2026-12-25": "Christmas Day"}.
    holidays = Column(JSON, nullable=False, default=dict)
    #: Languages that its staff can answer in, best first.
    languages = Column(JSON, nullable=False, default=lambda: ["en"])
    #: The procedure that an enrolment means when it names none.
    default_procedure = Column(String(64), nullable=False, default="microneedling")
    #: Whether everybody must have a second factor before they see a page.
    second_factor_required = Column(Boolean, nullable=False, default=False)
    created_at = Column(UtcDateTime, nullable=False)
    on_call = relationship("OnCall", order_by="OnCall.position", cascade="all, delete-orphan")


class OnCall(Base):
    """One person who is called when a case is urgent; the first in order is called first."""

    __tablename__ = "on_call"
    __table_args__ = (UniqueConstraint("clinic_id", "position"),)
    id = identity()
    clinic_id = owned_by("clinic")
    position = Column(Integer, nullable=False)
    name = Column(String(120), nullable=False)
    phone = Column(String(16), nullable=False)
    email = Column(String(254))
