"""Texts on their way in, by webhook or by asking the carrier: whose they are, and whether we can take them."""

import re
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot import log, media, reception
from bot.carrier import Received
from bot.clock import Clock
from bot.db import reading, transaction
from bot.delivery.sending import Carrier
from bot.models import Clinic, Message

#: A person's number. Short codes and names of senders take no replies, so they are no patients.
PERSON = re.compile(r"\+[1-9][0-9]{6,14}")
#: After an outage, texts as old as this are still taken in.
LONGEST_OUTAGE = timedelta(hours=24)
OVERLAP = timedelta(minutes=10)


def take_in(session: Session, text: Received, now: datetime) -> str:
    """Record one text. Returns "new", "repeat", "unknown_number" (no clinic's) or "no_person" (nobody to reply to)."""
    clinic = session.execute(select(Clinic).where(Clinic.phone == text.to_phone)).scalar_one_or_none()
    if clinic is None:
        log.get().warning("text for a number that is no clinic's", sid=text.sid)
        return "unknown_number"
    if not PERSON.fullmatch(text.from_phone) or text.from_phone == clinic.phone:
        log.get().warning("text from a sender that is no person's phone", sid=text.sid)
        return "no_person"
    row = reception.accept(
        session,
        clinic=clinic,
        from_phone=text.from_phone,
        text=text.text.replace("\x00", ""),  # PostgreSQL stores no NUL
        provider_sid=text.sid,
        media_count=text.media_count,
        now=now,
    )
    if row is not None:
        media.expect(session, row, text.media, now)
    return "new" if row is not None else "repeat"


class Poll:
    """Takes in the texts whose webhook never came: after an outage, in the order in which they were written."""

    def __init__(self, engine: Engine, carrier: Carrier, clock: Clock) -> None:
        self.engine, self.carrier, self.clock = engine, carrier, clock
        self.last: datetime | None = None

    def __call__(self) -> int:
        """Ask for every clinic's number; return how many texts were new. Raises SendError when the carrier cannot be asked."""
        now = self.clock.now()
        oldest = now - LONGEST_OUTAGE
        since = max(oldest, self.last - OVERLAP) if self.last else oldest
        with reading(self.engine) as session:
            clinics = session.execute(select(Clinic.phone, Clinic.created_at)).all()
        new = sum(self._ask(phone, max(since, created_at)) for phone, created_at in clinics)
        self.last = now
        return new

    def _ask(self, phone: str, since: datetime) -> int:
        new = sum(self._take_in(text) == "new" for text in self._missed(self.carrier.received(phone, since)))
        if new:
            log.get().warning("texts taken in whose webhook never came", count=new)
        return new

    def _take_in(self, text: Received) -> str:
        try:
            with transaction(self.engine) as session:
                return take_in(session, text, self.clock.now())
        except DBAPIError:
            raise
        except Exception as error:  # one text that cannot be read must not keep the others out
            log.get().error("text not taken in", sid=text.sid, error=log.kind_of(error))
            return "failed"

    def _missed(self, texts: list[Received]) -> list[Received]:
        ours = Message.provider_sid.in_([text.sid for text in texts])
        with reading(self.engine) as session:
            known = set(session.execute(select(Message.provider_sid).where(ours)).scalars())
        return [text for text in texts if text.sid not in known]
