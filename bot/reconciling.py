"""The nightly reckoning: that of each clinic's check-ins every one has ended or is still open, and that the record bears it out.

What does not add up is an alert: an error in the log, and words in the LedgerCheck that `ledger --check` shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import String, and_, cast, func, literal, or_, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import Select

from bot import ledger, log, outbox
from bot.clock import Clock
from bot.db import reading, transaction
from bot.models import CheckIn, CheckInEvent, Clinic, LedgerCheck, Message
from bot.zones import zone

#: When a clinic's ledger is reckoned, on its own clock: when nothing is sent anywhere near.
NIGHT = time(3)
#: A check-in that is still open so long after its time is looked after by nobody.
FORGOTTEN = timedelta(days=1)
#: Ids named of each kind of mismatch.
NAMED = 5


@dataclass(frozen=True)
class Reckoning:
    """What one look at a clinic's ledger found; `mismatches` in words, empty when all adds up."""

    clinic_id: int
    slug: str
    at: datetime
    planned: int
    still_open: int
    endings: dict[str, int]
    mismatches: list[str] = field(default_factory=list)


def reckon(session: Session, clinic_id: int, now: datetime) -> Reckoning:
    """Return how a clinic's ledger stands; nothing is written. All looks must be at one moment: see `steady`."""
    clinic = session.get(Clinic, clinic_id)
    counts = select(CheckIn.status, func.count()).where(CheckIn.clinic_id == clinic_id).group_by(CheckIn.status)
    by_status: dict[str, int] = dict(session.execute(counts).all())
    still_open = sum(by_status.pop(status, 0) for status in ledger.OPEN)
    planned = _count(session, _planned(clinic_id))
    told = [*_sums(session, clinic_id, planned, still_open, by_status), *_contradictions(session, clinic_id, now)]
    return Reckoning(clinic_id, clinic.slug, now, planned, still_open, dict(sorted(by_status.items())), told)


def steady(session: Session) -> Session:
    """Return a session that has not looked yet as one that sees the record as at its first look, as SQLite's do anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    return session


def _count(session: Session, chosen: Select) -> int:
    return int(session.execute(select(func.count()).select_from(chosen.subquery())).scalar_one())


def _planned(clinic_id: int) -> Select:
    """Every check-in whose life has a line, which its planning wrote."""
    lines = select(CheckInEvent.check_in_id).distinct()
    return lines.join(CheckIn, CheckIn.id == CheckInEvent.check_in_id).where(CheckIn.clinic_id == clinic_id)


def _sums(session: Session, clinic_id: int, planned: int, still_open: int, endings: dict[str, int]) -> Iterator[str]:
    ended = sum(endings.values())
    if planned != ended + still_open:
        yield f"{planned} check-ins were planned, but {ended} have ended and {still_open} are still open"
    last = session.execute(_checks(clinic_id).limit(1)).scalars().first()
    if last is not None and planned < last.planned:
        yield f"{last.planned} check-ins were planned at the last reckoning, and now only {planned}"


def _checks(clinic_id: int) -> Select:
    return select(LedgerCheck).where(LedgerCheck.clinic_id == clinic_id).order_by(LedgerCheck.at.desc(), LedgerCheck.id.desc())


def _contradictions(session: Session, clinic_id: int, now: datetime) -> Iterator[str]:
    """Yield each kind of check-in that its own record contradicts."""
    for what, chosen in _kinds(now):
        theirs = chosen.where(CheckIn.clinic_id == clinic_id)
        if count := _count(session, theirs):
            first = session.execute(theirs.order_by(CheckIn.id).limit(NAMED)).scalars().all()
            yield f"{count} {what}: check-in {', '.join(str(key) for key in first)}{' and more' if count > NAMED else ''}"


def _kinds(now: datetime) -> Iterator[tuple[str, Select]]:
    last = _last_lines()
    latest = select(CheckIn.id).join(last, last.c.check_in_id == CheckIn.id).join(CheckInEvent, CheckInEvent.id == last.c.id)
    moves = (CheckIn.status == "planned", CheckInEvent.due_at != CheckIn.due_at)
    yield "without any line in the ledger", select(CheckIn.id).where(~_lines().exists())
    yield "with another status than their last line", latest.where(last.c.status != CheckIn.status)
    yield "with another time than their last line", latest.where(*moves)
    yield "sent, delivered or answered, but no text of theirs was taken by the carrier", _never_accepted()
    yield "still open, though their text has ended", _text_over()
    past = (CheckIn.status.in_(ledger.OPEN), CheckIn.expires_at < now - FORGOTTEN)
    yield "still open a day after their time", select(CheckIn.id).where(*past)


def _lines() -> Select:
    return select(CheckInEvent.id).where(CheckInEvent.check_in_id == CheckIn.id)


def _last_lines() -> Any:
    """The last line of each life, and the status that the lines give it; a move alone changes none."""
    moved = aliased(CheckInEvent)
    newest = select(
        CheckInEvent.check_in_id,
        func.max(CheckInEvent.id).label("id"),
        func.max(CheckInEvent.id).filter(CheckInEvent.status != ledger.MOVED).label("told"),
    ).group_by(CheckInEvent.check_in_id)
    found = newest.subquery()
    return select(found.c.check_in_id, found.c.id, moved.status).join(moved, moved.id == found.c.told).subquery()


def _never_accepted() -> Select:
    """Check-ins that say they left, without a text that has the carrier's own name for it."""
    accepted = and_(Message.provider_sid.is_not(None), Message.sent_at.is_not(None))
    left = select(CheckIn.id).outerjoin(Message, Message.id == CheckIn.message_id).where(CheckIn.status.in_(ledger.LEFT))
    return left.where(or_(Message.id.is_(None), ~accepted))


def _text_over() -> Select:
    purpose = literal("check_in:") + cast(CheckIn.id, String)
    theirs = select(Message.id).where(Message.purpose == purpose, Message.status.in_((*outbox.OVER, "undelivered")))
    return select(CheckIn.id).where(CheckIn.status.in_(ledger.OPEN), theirs.exists())


def keep(session: Session, found: Reckoning) -> None:
    """Write a reckoning down; one that does not add up is told as an error."""
    told = {"planned": found.planned, "still_open": found.still_open, "endings": found.endings, "mismatches": found.mismatches}
    session.add(LedgerCheck(clinic_id=found.clinic_id, at=found.at, **told))
    if found.mismatches:
        log.get().error("the ledger does not add up", clinic=found.slug, mismatches=found.mismatches)


class Nightly:
    """Reckons each clinic once a night, and at once where that was missed."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine, self.clock = engine, clock

    def __call__(self) -> int:
        """Reckon the clinics whose turn it is; return how many."""
        now = self.clock.now()
        with reading(self.engine) as session:
            last = select(LedgerCheck.clinic_id, func.max(LedgerCheck.at)).group_by(LedgerCheck.clinic_id)
            seen: dict[int, datetime] = dict(session.execute(last).all())
            clinics = session.execute(select(Clinic.id, Clinic.timezone)).all()
        due = [key for key, place in clinics if is_due(seen.get(key), now, place)]
        return sum(self._reckon(key, now) for key in due)

    def _reckon(self, key: int, now: datetime) -> bool:
        with reading(self.engine) as session:
            found = reckon(steady(session), key, now)
        with transaction(self.engine) as session:
            clinic = select(Clinic).where(Clinic.id == key).with_for_update(key_share=True)
            place = session.execute(clinic).scalar_one().timezone
            newest = session.execute(_checks(key).limit(1)).scalars().first()
            if not is_due(newest.at if newest else None, now, place):
                return False  # another scheduler was faster
            keep(session, found)
            return True


def is_due(last: datetime | None, now: datetime, place: str) -> bool:
    """Return whether a night has begun in the zone `place` since the `last` reckoning; True where there was none."""
    if last is None:
        return True
    local = now.astimezone(zone(place))
    night = local.replace(hour=NIGHT.hour, minute=NIGHT.minute, second=0, microsecond=0)
    return last < (night if night <= local else night - timedelta(days=1))
