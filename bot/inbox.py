"""Texts that came in: recorded once, claimed by one worker at a time, in order for each patient."""

from datetime import datetime, timedelta

from sqlalchemy import Column, bindparam, exists, or_, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from bot.db import reading, transaction
from bot.models import Clinic, Message, Patient

#: A worker that has not finished by then is taken for dead, and the text goes to another.
CLAIM_LASTS = timedelta(seconds=60)
MOST_ATTEMPTS = 3
CANDIDATES = 10
#: As old as this, a text is no longer answered by the companion.
TIMELY = timedelta(minutes=30)
#: A clinic's patient, and whether a text is on file. Built once, because every text that comes in asks it.
_KNOWN = select(Patient, exists().where(Message.provider_sid == bindparam("sid")))
_KNOWN = _KNOWN.where(Patient.clinic_id == bindparam("clinic_id"), Patient.phone == bindparam("phone"))


def _is_past(moment: Column) -> or_:
    """A moment that is over; one far ahead was written before the clock was set back, because nothing here waits so long."""
    return or_(moment <= bindparam("now"), moment > bindparam("far_ahead"))


def _moments(now: datetime) -> dict[str, datetime]:
    return {"now": now, "far_ahead": now + 3 * CLAIM_LASTS}


def _waiting() -> select:
    earlier = aliased(Message)
    same = (earlier.patient_id == Message.patient_id, earlier.direction == "in", earlier.id < Message.id)
    blocked = select(earlier.id).where(*same, earlier.status == "received").exists()
    ready = (Message.direction == "in", Message.status == "received", _is_past(Message.next_attempt_at), _FREE)
    return select(Message.id).where(*ready, ~blocked).order_by(Message.id).limit(CANDIDATES)


#: Built once as well: every turn looks for its text and takes it.
_FREE = or_(Message.claimed_until.is_(None), _is_past(Message.claimed_until))
_WAITING = _waiting()
_TAKEN = (
    update(Message)
    .where(Message.id == bindparam("key"), Message.status == "received", _FREE)
    .values(claimed_by=bindparam("worker"), claimed_until=bindparam("until"), attempts=Message.attempts + 1)
)
#: A row that is changed like this is not in the session that changes it.
UNSEEN = {"synchronize_session": False}


def is_late(row: Message, now: datetime) -> bool:
    """Return whether the patient wrote this so long ago that a person must answer it."""
    return bool(now - row.created_at > TIMELY)


def writer_of(session: Session, clinic: Clinic, phone: str, provider_sid: str, now: datetime) -> Patient | None:
    """Return who has written a text, as `patient_of` does; None where the text is on file already."""
    known = session.execute(_KNOWN, {"clinic_id": clinic.id, "phone": phone, "sid": provider_sid}).first()
    if known is not None:
        return None if known[1] else known[0]
    # A repeat must not bring somebody back who was erased.
    return None if is_known(session, provider_sid) else patient_of(session, clinic, phone, now)


def patient_of(session: Session, clinic: Clinic, phone: str, now: datetime) -> Patient:
    """Return the clinic's patient with this phone; whoever texts for the first time gets a row of their own."""
    wanted = select(Patient).where(Patient.clinic_id == clinic.id, Patient.phone == phone)
    if found := session.execute(wanted).scalar_one_or_none():
        return found
    try:
        with session.begin_nested():
            session.add(Patient(clinic_id=clinic.id, phone=phone, timezone=clinic.timezone, created_at=now))
    except IntegrityError:
        pass  # another worker made it a moment ago
    return session.execute(wanted).scalar_one()


def is_known(session: Session, provider_sid: str) -> bool:
    """Return whether a text that the carrier calls so is on file."""
    return session.execute(select(Message.id).where(Message.provider_sid == provider_sid)).first() is not None


def record(session: Session, message: Message) -> bool:
    """Add an inbound row; False when another worker has added a text with its provider_sid a moment ago."""
    try:
        with session.begin_nested():
            session.add(message)
    except IntegrityError:
        return False
    return True


def claim(engine: Engine, worker: str, now: datetime) -> int | None:
    """Claim the oldest text that waits and return its id, None when nothing does. A patient's texts go one after the other."""
    with reading(engine) as session:
        waiting = session.execute(_WAITING, _moments(now)).scalars().all()
    return next((key for key in waiting if _take(engine, key, worker, now)), None)


def _take(engine: Engine, key: int, worker: str, now: datetime) -> bool:
    mine = {"key": key, "worker": worker, "until": now + CLAIM_LASTS}
    with transaction(engine) as session:
        return session.execute(_TAKEN, {**mine, **_moments(now)}, execution_options=UNSEEN).rowcount == 1


def finish(session: Session, key: int, worker: str, now: datetime, status: str = "answered") -> bool:
    """End the claim in the caller's transaction; False when the claim was lost to another worker: then commit nothing."""
    mine = (Message.id == key, Message.status == "received", Message.claimed_by == worker)
    done = {"status": status, "handled_at": now, "claimed_until": None}
    return session.execute(update(Message).where(*mine).values(**done)).rowcount == 1


def put_back(engine: Engine, key: int, worker: str, now: datetime, delay: timedelta) -> None:
    """Give a claimed text back, to be taken up again after `delay`."""
    mine = (Message.id == key, Message.status == "received", Message.claimed_by == worker)
    with transaction(engine) as session:
        session.execute(update(Message).where(*mine).values(claimed_by=None, claimed_until=None, next_attempt_at=now + delay))
