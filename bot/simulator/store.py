"""What the carrier remembers: its messages, the callbacks it still owes, the faults it was told to have.

Kept in a database of its own, because a carrier knows nothing of the clinic's record and must survive a restart by itself.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import declarative_base

from bot.db import UtcDateTime, make_engine

FILE = "simulator.db"
Base: Any = declarative_base()


class CarrierMessage(Base):
    """One text as the carrier knows it."""

    __tablename__ = "carrier_message"
    __table_args__ = (Index("carrier_message_to", "to_phone", "id"), Index("carrier_message_from", "from_phone", "id"))
    id = Column(Integer, primary_key=True)
    sid = Column(String(34), unique=True, nullable=False)
    #: inbound, or outbound-api for what the clinic sent through the API
    direction = Column(String(16), nullable=False)
    from_phone = Column(String(16), nullable=False)
    to_phone = Column(String(16), nullable=False)
    body = Column(Text, nullable=False)
    #: queued -> sent -> delivered | undelivered; received for what came in
    status = Column(String(16), nullable=False)
    media_count = Column(Integer, nullable=False, default=0)
    #: Where the sender wants to hear what became of it.
    callback_url = Column(Text)
    #: The fault that this text was accepted under.
    fault = Column(String(32))
    error_code = Column(Integer)
    created_at = Column(UtcDateTime, nullable=False)
    updated_at = Column(UtcDateTime, nullable=False)


class Callback(Base):
    """A change of status that the carrier still owes its customer; the row goes once it was posted."""

    __tablename__ = "callback"
    id = Column(Integer, primary_key=True)
    message_id = Column(ForeignKey("carrier_message.id"), nullable=False, index=True)
    status = Column(String(16), nullable=False)


class Fault(Base):
    """How many more times the carrier is to fail in one way."""

    __tablename__ = "fault"
    kind = Column(String(32), primary_key=True)
    remaining = Column(Integer, nullable=False)


def open_store(var: Path) -> Engine:
    """Return the carrier's database under `var`, made if it is not there."""
    engine = make_engine(f"sqlite:///{(var / FILE).absolute()}")
    Base.metadata.create_all(engine)
    return engine
