"""People who sign in to the console."""

from sqlalchemy import Column, Index, Integer, String
from sqlalchemy.orm import relationship

from bot.db import UtcDateTime
from bot.models.base import Base, identity, owned_by


class Staff(Base):
    """A person who signs in to the console, for one clinic."""

    __tablename__ = "staff"
    id = identity()
    clinic_id = owned_by("clinic")
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
    #: The second factor's secret, sealed with SECRET_KEY; in force once a first code has been given.
    totp_secret = Column(String(200))
    totp_confirmed_at = Column(UtcDateTime)
    #: The last time step whose code was used: a code works once.
    totp_used_step = Column(Integer)
    created_at = Column(UtcDateTime, nullable=False)
    clinic = relationship("Clinic")


class StaffSession(Base):
    """One signed-in browser; ending the row ends the session."""

    __tablename__ = "staff_session"
    id = identity()
    staff_id = owned_by("staff")
    #: SHA-256 of the cookie's token.
    token_hash = Column(String(64), unique=True, nullable=False)
    csrf_token = Column(String(64), nullable=False)
    #: What it was started with, in words: "Chrome on Android"; empty where that could not be told.
    device = Column(String(60), nullable=False, default="")
    created_at = Column(UtcDateTime, nullable=False)
    #: The last time that a person did something, to some minutes.
    last_seen_at = Column(UtcDateTime, nullable=False)
    #: The end that no activity moves.
    expires_at = Column(UtcDateTime, nullable=False)
    ended_at = Column(UtcDateTime)
    staff = relationship(Staff)


class RecoveryCode(Base):
    """One of the codes that let somebody in who has lost the phone; each works once."""

    __tablename__ = "recovery_code"
    id = identity()
    staff_id = owned_by("staff")
    #: SHA-256 of the code; the code itself is never stored.
    code_hash = Column(String(64), unique=True, nullable=False)
    created_at = Column(UtcDateTime, nullable=False)
    used_at = Column(UtcDateTime)


class Attempt(Base):
    """One try at something that is limited: a wrong password from an address, a request for a reset link."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_key_at", "key", "at"),)
    id = identity()
    #: A keyed hash of what is limited and for whom: no e-mail or network address is kept here.
    key = Column(String(64), nullable=False)
    at = Column(UtcDateTime, nullable=False, index=True)
