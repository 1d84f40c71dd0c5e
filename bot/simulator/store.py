"""What the carrier remembers: its messages, the callbacks it still owes, the faults it was told to have.

Kept in a database of its own, because a carrier knows nothing of the clinic's record and must survive a restart by itself.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text, inspect
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import declarative_base

from bot.db import UtcDateTime, make_engine, transaction

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
    #: accepted (its number is not chosen yet) or queued -> sent -> delivered | undelivered; received for what came in
    status = Column(String(16), nullable=False)
    media_count = Column(Integer, nullable=False, default=0)
    #: Where the sender wants to hear what became of it.
    callback_url = Column(Text)
    #: The fault that this text was accepted under, and the code that its receipt will bring.
    fault = Column(String(32))
    fault_code = Column(Integer)
    #: The messaging service that it went through or came in by, and what the carrier's own keywords made of it.
    service_sid = Column(String(34))
    opt_out_type = Column(String(8))
    error_code = Column(Integer)
    created_at = Column(UtcDateTime, nullable=False)
    updated_at = Column(UtcDateTime, nullable=False)


class Callback(Base):
    """A change of status that the carrier still owes its customer; the row goes once it was posted."""

    __tablename__ = "callback"
    id = Column(Integer, primary_key=True)
    message_id = Column(ForeignKey("carrier_message.id"), nullable=False, index=True)
    status = Column(String(16), nullable=False)


class OrderedFault(Base):
    """How many more times the carrier is to fail in one way; the row goes with the last of them. First ordered, first met."""

    __tablename__ = "ordered_fault"
    id = Column(Integer, primary_key=True)
    kind = Column(String(32), nullable=False)
    #: Where it happens (send, look, text) and when within that (line, door, taken).
    place = Column(String(8), nullable=False)
    phase = Column(String(8), nullable=False)
    parameters = Column(JSON, nullable=False)
    remaining = Column(Integer, nullable=False)


class LastingFault(Base):
    """A way in which the carrier is, until it is told otherwise."""

    __tablename__ = "lasting_fault"
    kind = Column(String(32), primary_key=True)
    parameters = Column(JSON, nullable=False)


class DrawCount(Base):
    """How often the seeded mode has drawn at one place."""

    __tablename__ = "draw_count"
    place = Column(String(8), primary_key=True)
    number = Column(Integer, nullable=False)


class CarrierStop(Base):
    """A phone that has told the carrier to let nothing through from a sender: a number, a messaging service, "" for all."""

    __tablename__ = "carrier_stop"
    phone = Column(String(16), primary_key=True)
    sender = Column(String(34), primary_key=True)


class PoolNumber(Base):
    """A number of the customer's that belongs to a messaging service."""

    __tablename__ = "pool_number"
    phone = Column(String(16), primary_key=True)
    service_sid = Column(String(34), nullable=False, index=True)


def open_store(var: Path) -> Engine:
    """Return the carrier's database under `var`, made if it is not there, grown if an earlier version made it."""
    engine = make_engine(f"sqlite:///{(var / FILE).absolute()}")
    Base.metadata.create_all(engine)
    with transaction(engine) as session:
        _grow(session.connection(), CarrierMessage.__table__)
    return engine


def _grow(connection: Connection, table: Table) -> None:
    known = {column["name"] for column in inspect(connection).get_columns(table.name)}
    for column in table.columns:
        if column.name not in known:
            kind = column.type.compile(connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}")
