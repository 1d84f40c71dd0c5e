"""Photos that patients send."""

from sqlalchemy import Column, Index, Integer, String, Text, UniqueConstraint

from bot.db import UtcDateTime
from bot.models.base import Base, identity, owned_by


class Photo(Base):
    """One picture of one text, on file with the text itself, before anything has been fetched.

    waiting -> kept (our copy is safe) | refused (no photo, or not the carrier's) | failed (it could not be had);
    kept, and whatever is left of the others, -> deleted.
    """

    __tablename__ = "photo"
    __table_args__ = (UniqueConstraint("message_id", "number"), Index("photo_work", "state", "next_attempt_at"))
    id = identity()
    clinic_id = owned_by("clinic")
    patient_id = owned_by("patient")
    message_id = owned_by("message")
    #: Its place among the pictures of the text, from 1.
    number = Column(Integer, nullable=False)
    #: Where the carrier has it; empty where the carrier has yet to be asked, and once it has nothing there any more.
    url = Column(Text, nullable=False)
    #: What the carrier says it is; nothing is decided by it but that a film or a voice is no photo.
    said_type = Column(String(80), nullable=False, default="")
    state = Column(String(12), nullable=False, default="waiting")
    #: Why it is refused, failed or deleted: a word of bot.media.words.
    reason = Column(String(20))
    #: Of our copy, random. A row is given one by whoever takes it up, before a byte is written: every file can be accounted for.
    file_name = Column(String(64), unique=True)
    #: Bytes and pixels of our copy.
    size = Column(Integer)
    width = Column(Integer)
    height = Column(Integer)
    created_at = Column(UtcDateTime, nullable=False)
    fetched_at = Column(UtcDateTime)
    #: When our copy goes, and with it whatever the carrier may still have.
    delete_after = Column(UtcDateTime, nullable=False)
    deleted_at = Column(UtcDateTime)
    deleted_at_carrier = Column(UtcDateTime)
    #: How often the step that comes next was tried, and from when it may be tried (again).
    attempts = Column(Integer, nullable=False, default=0)
    next_attempt_at = Column(UtcDateTime)
