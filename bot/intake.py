"""Texts on their way in, by webhook or by asking the carrier: whose they are, and whether we can take them."""

import re
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from bot import log, media, numbers, reception
from bot.carrier import Received, SendError
from bot.clock import Clock
from bot.db import reading, transaction
from bot.delivery.sending import Carrier
from bot.models import Listened, Message
from bot.numbers import Ear

#: A person's number. Short codes and names of senders take no replies, so they are no patients.
PERSON = re.compile(r"\+[1-9][0-9]{6,14}")
#: After an outage, texts as old as this are still taken in; a number that was never asked about is looked back on so far.
LONGEST_OUTAGE, FIRST_LOOK = timedelta(days=14), timedelta(hours=24)
OVERLAP = timedelta(minutes=10)
#: What `take_in` calls texts that are acknowledged and not recorded, because there is nobody to answer or to answer for.
DROPPED = ("unknown_number", "no_person")


def take_in(session: Session, text: Received, now: datetime) -> str:
    """Record one text. Returns "new", "repeat", "unknown_number" (no clinic's) or "no_person" (nobody to reply to)."""
    clinic, is_ours = numbers.reached(session, text.to_phone, text.from_phone)
    if clinic is None:
        log.get().warning("text for a number that is no clinic's", sid=text.sid)
        return "unknown_number"
    if not PERSON.fullmatch(text.from_phone) or is_ours:
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
        written_at=text.at,
        to_phone=text.to_phone,
        carrier_says=text.opt_out,
    )
    if row is not None:
        media.expect(session, row, text.media, now)
    return "new" if row is not None else "repeat"


class Poll:
    """Takes in the texts whose webhook never came: after an outage, in the order in which they were written."""

    def __init__(self, engine: Engine, carrier: Carrier, clock: Clock) -> None:
        self.engine, self.carrier, self.clock = engine, carrier, clock

    def __call__(self) -> int:
        """Ask for every number of ours; return how many texts were new.

        Raises SendError where the carrier could not be asked for one of them; the others have been asked for.
        """
        with reading(self.engine) as session:
            ears = numbers.ears(session)
        new, failure = 0, None
        for ear in ears:
            try:
                new += self._ask(ear)
            except SendError as error:
                failure = error
        if failure is not None:
            raise failure
        return new

    def _ask(self, ear: Ear) -> int:
        now = self.clock.now()
        new = sum(self._take_in(text) == "new" for text in self._missed(self.carrier.received(ear.phone, _since(ear, now))))
        if new:
            log.get().warning("texts taken in whose webhook never came", count=new)
        with transaction(self.engine) as session:
            _note_asked(session, ear.phone, now)
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


def _since(ear: Ear, now: datetime) -> datetime:
    """Return from when on to ask: where the last one who asked stopped, whoever that was, but never what was before our time."""
    began = min(ear.asked_until, now) - OVERLAP if ear.asked_until else now - FIRST_LOOK
    return max(began, now - LONGEST_OUTAGE, ear.ours_since)


def _note_asked(session: Session, phone: str, now: datetime) -> None:
    """Note how far the carrier was asked. Two may ask at once: the later moment stands."""
    later = update(Listened).where(Listened.phone == phone, Listened.until < now).values(until=now)
    if session.execute(later).rowcount or session.get(Listened, phone):
        return
    with suppress(IntegrityError), session.begin_nested():
        session.add(Listened(phone=phone, until=now))
