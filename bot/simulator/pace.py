"""How many segments a second each sender may hand over, as a carrier limits them."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import sms_text
from bot.simulator.faults import kinds, lasting
from bot.simulator.shapes import CarrierError
from bot.simulator.store import CarrierMessage

SECOND = timedelta(seconds=1)


def check(session: Session, sender: str, text: str, now: datetime) -> None:
    """Raise the 429 of a sender that is too fast. A text longer than the limit passes when nothing went before it."""
    limit = lasting.parameters(session, kinds.RATE_LIMIT)
    if limit is None:
        return
    most = limit["segments_per_second"]
    used = sum(segments(body) for body in _of_last_second(session, sender, now, most))
    if used and used + segments(text) > most:
        raise CarrierError(429, 20429, "Too many segments a second from this sender.", limit.get("retry_after"))


def segments(text: str) -> int:
    """Return how many segments the carrier counts for a text."""
    return max(1, sms_text.segments(text))


def _of_last_second(session: Session, sender: str, now: datetime, most: int) -> list[str]:
    """Every accepted text is a segment at least, so there are never more than `most` of them in a second."""
    sent = (CarrierMessage.from_phone == sender, CarrierMessage.direction == "outbound-api")
    newest = select(CarrierMessage).where(*sent).order_by(CarrierMessage.id.desc()).limit(most)
    return [row.body for row in session.execute(newest).scalars() if now - SECOND < row.created_at <= now]
