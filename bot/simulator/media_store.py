"""The pictures that hang on texts, as the carrier keeps them."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, String

from bot.db import UtcDateTime
from bot.simulator.store import Base


class CarrierMedia(Base):
    """One picture. Deleted by the customer it is gone for the customer; the phone that sent it still shows it."""

    __tablename__ = "carrier_media"
    id = Column(Integer, primary_key=True)
    sid = Column(String(34), unique=True, nullable=False)
    message_id = Column(ForeignKey("carrier_message.id"), nullable=False, index=True)
    content_type = Column(String(80), nullable=False)
    content = Column(LargeBinary, nullable=False)
    #: Whether its webhook claims that it lies on another machine.
    is_elsewhere = Column(Boolean, nullable=False, default=False)
    created_at = Column(UtcDateTime, nullable=False)
    deleted_at = Column(UtcDateTime)
