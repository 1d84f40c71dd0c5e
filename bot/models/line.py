"""Numbers that we send from, as the carrier treats them."""

from sqlalchemy import Column, ForeignKey, String

from bot.db import UtcDateTime
from bot.models.base import Base

#: Stands for every number of the account.
ACCOUNT = "*"


class Line(Base):
    """A number that we send from: how far its pace is used up, and whether the carrier makes us hold what it sends.

    It gets a row when it first matters; `ACCOUNT` stands for all of them.
    """

    __tablename__ = "line"
    phone = Column(String(16), primary_key=True)
    #: Until when its pace is used up by what it was given to send.
    paced_until = Column(UtcDateTime)
    #: The carrier's code for which it is held, and since when; null while it is open.
    held_code = Column(String(32))
    held_at = Column(UtcDateTime)
    #: When the next single text tries whether it is open again, and the last one that did.
    probe_at = Column(UtcDateTime)
    probe_id = Column(ForeignKey("message.id", ondelete="SET NULL"))
    #: When the operator was told of this hold by e-mail.
    told_at = Column(UtcDateTime)
