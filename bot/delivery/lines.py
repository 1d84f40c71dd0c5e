"""The numbers that we send from: how fast each may go, and which the carrier makes us hold. Decided from the record, under a
lock, so that two schedulers together are no faster than one, and no text of a held number is burnt.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot import outbox, sms_text
from bot.delivery import holds
from bot.models import ACCOUNT, Line, Message

#: What a number has not used of its pace is kept for so long: a moment of quiet is no reason to burst.
KEPT = timedelta(seconds=1)
#: A pace that is used up for longer was noted by a clock that has been set back since.
FURTHEST = timedelta(minutes=2)
#: Which of a text's number and the account are held. Built once, because every receipt asks it.
_HELD = select(Line.phone).where(Line.phone.in_((ACCOUNT, bindparam("phone"))), Line.held_at.is_not(None)).order_by(Line.phone)


def seen(session: Session) -> list[Line]:
    """Return every number that has a row, as it is now: for a first look, without a lock."""
    return list(session.execute(select(Line)).scalars())


def held(lines: Iterable[Line], now: datetime) -> set[str]:
    """Return the numbers from which only emergencies leave; not those where the next text is to try."""
    return {line.phone for line in lines if line.held_at is not None and not holds.may_probe(line, now)}


def held_code(session: Session, row: Message) -> str | None:
    """Return the code for which this text's number, or the account, is held; None where it is not."""
    theirs = (Line.phone.in_((ACCOUNT, row.from_phone)), Line.held_at.is_not(None))
    return session.execute(select(Line.held_code).where(*theirs).order_by(Line.phone).limit(1)).scalar()


def spent(lines: Iterable[Line], now: datetime, pace: float) -> set[str]:
    """Return the numbers whose pace (segments a second; 0 for none) is used up."""
    return {line.phone for line in lines if pace and _used(line, now) > now}


def note_receipt(session: Session, row: Message, code: str | None, now: datetime) -> None:
    """Take note of what the carrier says of a text: a `code` may hold its number, none opens it."""
    if holds.holds_all(row, code):
        holds.hold(of(session, holds.line_of(row, str(code))), str(code), now)
        return
    if row.status in ("sent", "delivered"):
        for phone in session.execute(_HELD, {"phone": row.from_phone}).scalars().all():
            holds.note_taken(of(session, phone), row, is_delivered=row.status == "delivered")


def lock(session: Session, phones: Collection[str], pace: float, now: datetime) -> "Desk":
    """Lock the rows of these numbers and the account's, in one order for everybody; a pace gives a number its row."""
    _make(session, phones if pace else ())
    wanted = select(Line).where(Line.phone.in_([ACCOUNT, *phones])).order_by(Line.phone)
    locked = wanted.with_for_update().execution_options(populate_existing=True)
    return Desk(session, {line.phone: line for line in session.execute(locked).scalars()}, pace, now)


def _make(session: Session, phones: Collection[str]) -> None:
    known = set(session.execute(select(Line.phone).where(Line.phone.in_(phones))).scalars()) if phones else set()
    for phone in sorted(set(phones) - known):
        of(session, phone)


def of(session: Session, phone: str) -> Line:
    """Return the locked row of a number, or of ACCOUNT; it is made where there is none."""
    chosen = select(Line).where(Line.phone == phone).with_for_update().execution_options(populate_existing=True)
    found = session.execute(chosen).scalar_one_or_none()
    if found is not None:
        return found
    try:
        with session.begin_nested():
            session.add(Line(phone=phone))
    except IntegrityError:
        pass  # another scheduler was faster
    return session.execute(chosen).scalar_one()


class Desk:
    """The locked numbers of one claim: lets texts pass while there is room, and takes note of what passed."""

    def __init__(self, session: Session, lines: dict[str, Line], pace: float, now: datetime) -> None:
        self.session, self.lines, self.pace, self.now = session, lines, pace, now

    def lets(self, row: Message) -> bool:
        """Return whether this text may leave now, as far as its number is concerned."""
        if row.priority == outbox.EMERGENCY:
            return True
        line = self.lines.get(row.from_phone)
        is_held = any(one.held_at is not None and not holds.may_probe(one, self.now) for one in self._holding(row))
        is_free = not self.pace or line is None or row.priority <= outbox.STAFF or _used(line, self.now) <= self.now
        return is_free and not is_held

    def note(self, row: Message) -> None:
        """Take note of a text that leaves: it uses up pace, whoever it is for, and tries a held number."""
        line = self.lines.get(row.from_phone)
        if self.pace and line is not None:
            line.paced_until = _used(line, self.now) + timedelta(seconds=sms_text.segments(row.text) / self.pace)
        if row.priority != outbox.EMERGENCY:
            for one in self._holding(row):
                holds.note_probe(one, row, self.now)

    def _holding(self, row: Message) -> list[Line]:
        both = (self.lines.get(ACCOUNT), self.lines.get(row.from_phone))
        return [line for line in both if line is not None and line.held_at is not None]


def _used(line: Line, now: datetime) -> datetime:
    """Return until when a number's pace is used up; what it kept of a quiet moment lies before `now`."""
    least = now - KEPT
    return least if line.paced_until is None or line.paced_until > now + FURTHEST else max(line.paced_until, least)
