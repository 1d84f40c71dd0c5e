"""Every text, in or out."""

from sqlalchemy import JSON, Column, Index, Integer, String, Text, text

from bot.db import UtcDateTime
from bot.models.base import Base, identity, owned_by

#: What waits to be sent. In the words of the index, so that a database knows it again.
QUEUED = "direction = 'out' AND status = 'queued'"
#: All that is asked of what waits when it is decided whose turn it is, so that the index alone answers.
TURN = ("priority", "clinic_id", "id", "next_attempt_at", "created_at", "from_phone")

#: All that is asked of a clinic's texts when they are counted. PostgreSQL keeps with it which text answers which.
COUNTED = ("clinic_id", "sender", "created_at", "status", "error_code")


class Message(Base):
    """One text, in or out. Committed before it is acknowledged (in) or sent (out).

    In:  received -> answered (handled, with or without a reply) | staff (handed over after repeated failure).
    Out: queued -> sending -> sent -> delivered, or undelivered | failed | expired | cancelled; `unknown` after an
         ambiguous send until the carrier's list or a callback settles it.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("message_by_patient", "patient_id", "id"),
        Index("message_by_sender", *COUNTED, postgresql_include=["id", "reply_to_id"]),
        Index("message_work", "direction", "status", "next_attempt_at"),
        Index("message_queued", *TURN, sqlite_where=text(QUEUED), postgresql_where=text(QUEUED)),
    )
    id = identity()
    clinic_id = owned_by("clinic")
    #: The patient whose conversation it belongs to; alerts to staff name the patient they are about.
    patient_id = owned_by("patient", nullable=True)
    #: in or out
    direction = Column(String(3), nullable=False)
    #: patient, bot, check_in, staff or alert (a page to the on-call phone: never part of the conversation)
    sender = Column(String(16), nullable=False)
    from_phone = Column(String(16), nullable=False)
    to_phone = Column(String(16), nullable=False)
    text = Column(Text, nullable=False)
    status = Column(String(16), nullable=False)
    #: The carrier's name for it; unique, so that a repeated webhook is a no-op.
    provider_sid = Column(String(64), unique=True)
    #: Why it is sent ("reply:17", "check_in:4", "alert:9:sms"); unique, so that nothing is queued twice.
    purpose = Column(String(80), unique=True)
    #: 0 emergency, 1 staff and urgent, 2 replies, 3 check-ins
    priority = Column(Integer, nullable=False, default=2)
    created_at = Column(UtcDateTime, nullable=False)
    #: When a worker may next take it up.
    next_attempt_at = Column(UtcDateTime)
    expires_at = Column(UtcDateTime)
    attempts = Column(Integer, nullable=False, default=0)
    claimed_by = Column(String(64))
    claimed_until = Column(UtcDateTime)
    handled_at = Column(UtcDateTime)
    sent_at = Column(UtcDateTime)
    delivered_at = Column(UtcDateTime)
    error_code = Column(String(32))
    media_count = Column(Integer, nullable=False, default=0)
    #: For a reply: the text that it answers.
    reply_to_id = owned_by("message", nullable=True)
    intent = Column(String(40))
    topics = Column(JSON, nullable=False, default=list)
    urgency = Column(String(12), nullable=False, default="none")
    #: What was told: [{"topic", "subject", "verdict", "rule"}]
    answers = Column(JSON, nullable=False, default=list)
    #: Why: the gate's flags with spans, the intent's confidence, the hours since the session.
    explanation = Column(JSON, nullable=False, default=dict)
    protocol_version_id = owned_by("protocol_version", nullable=True)
