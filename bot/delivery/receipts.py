"""What the carrier says about a text it has taken: ranked, so that any order and any number of receipts end the same."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import escalations
from bot.delivery import again, lines, undelivered
from bot.models import Message

#: The carrier's words in ours. While it is on the carrier's side and not yet there, a text is "sent".
OURS = {
    "accepted": "sent",
    "scheduled": "sent",
    "queued": "sent",
    "sending": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "partially_delivered": "undelivered",
    "undelivered": "undelivered",
    "failed": "failed",
    "canceled": "failed",
}
#: A later receipt never takes a text back; proof of delivery outranks a report of failure.
RANK = {"queued": 0, "sending": 1, "unknown": 1, "sent": 2, "undelivered": 3, "failed": 3, "delivered": 4}
#: When a text without a final receipt is asked about, counted from its hand-over; then never again.
LATE = (timedelta(minutes=2), timedelta(minutes=20), timedelta(hours=2), timedelta(hours=12))


def find(session: Session, sid: str, key: int | None) -> Message | None:
    """Return the text called `sid`, else our row `key` if the carrier's answer to that send never reached us."""
    known = select(Message).where(Message.provider_sid == sid, Message.direction == "out")
    if row := session.execute(known.with_for_update()).scalar_one_or_none():
        return row
    unnamed = (Message.id == key, Message.direction == "out", Message.provider_sid.is_(None), Message.attempts > 0)
    return session.execute(select(Message).where(*unnamed).with_for_update()).scalar_one_or_none() if key else None


def apply(session: Session, row: Message, sid: str, status: str, code: str | None, now: datetime) -> bool:
    """Take in one receipt; False when it says nothing new or nothing we know."""
    new = OURS.get(status)
    if new is None or RANK[new] <= RANK.get(row.status, max(RANK.values())):
        return False
    row.provider_sid, row.status, row.claimed_until = row.provider_sid or sid, new, None
    row.sent_at = row.sent_at or now
    row.next_attempt_at = next_question(row.sent_at, now) if new == "sent" else None
    lines.note_receipt(session, row, None if new in ("sent", "delivered") else code, now)
    escalations.note_answered(session, row, row.sent_at)
    undelivered.note_check_in(session, row, "sent", "handed to the carrier", now, "scheduler")
    if new == "delivered":
        row.delivered_at, row.error_code = now, None
        undelivered.number_works(session, row)
        undelivered.note_check_in(session, row, "delivered", "the carrier reports delivery", now)
    elif new != "sent":
        row.error_code = code
        if not again.sent_again(session, row, code, now):
            undelivered.tell(session, row, now)
    return True


def next_question(sent_at: datetime, now: datetime) -> datetime | None:
    """Return when to ask the carrier about a text handed over at `sent_at`, None when it has been asked about enough."""
    return next((sent_at + age for age in LATE if sent_at + age > now), None)
