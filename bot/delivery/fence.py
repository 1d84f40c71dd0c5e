"""The fence: the last look before a text leaves, because things may have changed since it was queued.

A check-in that may not go now goes back to being decided about (bot.checkins.deciding), so that there is one rule of when it is
sent; unless the carrier may have heard of it already, and then its text waits here.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot import outbox, takeover
from bot.carrier import SHORTEST_VALIDITY
from bot.checkins.deciding import NUMBER_FAILS
from bot.clock import Clock
from bot.db import transaction
from bot.delivery import lines
from bot.delivery.undelivered import check_in_of, note_check_in, tell
from bot.models import CheckIn, Conversation, Message, Patient

#: How often a check-in of a patient who talks to a person looks whether it may go.
HELD_FOR = timedelta(minutes=5)
#: Texts that answer somebody: one that is too late is for staff.
REPLIES = ("bot", "staff")
#: Who holds and ends a check-in's text on its way out, in the ledger.
ACTOR = "scheduler"
#: Built once, because every text passes here: whose it is, the text itself, locked, and then whom it is for.
_WHOSE = select(Message.patient_id).where(Message.id == bindparam("key"))
_TEXT = select(Message).where(Message.id == bindparam("key")).with_for_update()
_PATIENT = select(Patient).where(Patient.id == bindparam("key"))


class Leaving(NamedTuple):
    """A claimed text and what decides whether it leaves: whom it is about, and their conversation; None where there is none."""

    row: Message
    patient: Patient | None
    talk: Conversation | None


def leaves(engine: Engine, worker: str, key: int, clock: Clock) -> bool:
    """Take the last look before the carrier hears of a claimed text; False where it does not leave after all.

    Holds the patient's conversation, as a takeover does: whichever is first, the other one sees it. A text that leaves is given
    its `sent_at` here, so nothing of the companion's is ever sent after a takeover's own time.
    """
    with transaction(engine) as session:
        patient_id = session.execute(_WHOSE, {"key": key}).scalar()
        talk = takeover.conversation(session, patient_id) if patient_id is not None else None
        row = session.execute(_TEXT, {"key": key}).scalar_one()
        patient = session.execute(_PATIENT, {"key": patient_id}).scalar_one_or_none()
        if row.status != "sending" or row.claimed_by != worker:
            return False
        return _leaves(session, Leaving(row, patient, talk), clock.now())


def _leaves(session: Session, text: Leaving, now: datetime) -> bool:
    """Decide as if it had not been claimed yet: the carrier has not heard of this attempt."""
    row = text.row
    claim = (row.claimed_by, row.claimed_until, row.attempts, row.handled_at if row.attempts > 1 else now)
    row.status, row.claimed_by, row.claimed_until, row.attempts = "queued", None, None, row.attempts - 1
    if not may_go(session, text, now):
        return False
    row.claimed_by, row.claimed_until, row.attempts, row.handled_at = claim
    row.status, row.sent_at = "sending", now
    return True


def may_go(session: Session, text: Leaving, now: datetime) -> bool:
    """Return whether the claimed text may leave; ends, holds or takes back one that may not."""
    row, patient = text.row, text.patient
    if outbox.is_refused(patient, row.sender, row.purpose or ""):
        return _end(session, row, "cancelled", "opted_out", "the patient has opted out", now)
    planned = _check_in(session, row)
    if planned is not None and planned.status not in ("planned", "held"):
        return _end(session, row, "cancelled", "called_off", "", now)
    if row.expires_at is not None and row.expires_at - now < SHORTEST_VALIDITY:
        return _too_late(session, row, planned, now)
    if planned is not None and patient is not None and patient.discharged_at is not None:
        return _end(session, row, "cancelled", "discharged", "the clinic has ended this patient's aftercare", now)
    if planned is not None and patient is not None and patient.paused_at is not None:
        return _put_back(session, row, "staff have paused the check-ins", now)
    if planned is not None and patient is not None and patient.phone_problem is not None:
        return _put_back(session, row, NUMBER_FAILS, now)
    if takeover.is_with_person(text.talk):
        return _yield_to_staff(session, text, now)
    return True


def _check_in(session: Session, row: Message) -> CheckIn | None:
    key = check_in_of(row)
    return session.get(CheckIn, key) if key else None


def _too_late(session: Session, row: Message, planned: CheckIn | None, now: datetime) -> bool:
    """A text that missed its day; a check-in that is worth sending on another day is decided about again."""
    held = lines.held_code(session, row)
    why = f": the carrier refuses our texts ({held})" if held else ""
    if planned is not None and now < planned.expires_at and not row.attempts:
        return _put_back(session, row, f"it could not be handed over before the daytime ended{why}", now)
    _end(session, row, "expired", "expired", f"it could not be sent in its time{why}", now)
    if row.sender in REPLIES:
        tell(session, row, now)
    return False


def _yield_to_staff(session: Session, text: Leaving, now: datetime) -> bool:
    """While a person talks, the bot is silent; an emergency's words and confirmations of a STOP still pass."""
    row = text.row
    if row.sender == "check_in":
        return _put_back(session, row, takeover.TALKING, now)
    passes = (row.purpose or "").startswith(outbox.PASSES_OPT_OUT) or _is_time_over(text, now)
    return row.sender != "bot" or passes or _end(session, row, "cancelled", "taken_over", "", now)


def _is_time_over(text: Leaving, now: datetime) -> bool:
    """Return whether the text tells of a hand-back whose time has come, though the scheduler has not carried it out yet."""
    talk = text.talk
    is_news = (text.row.purpose or "").startswith(takeover.HANDED_BACK)
    return bool(is_news and talk and talk.taken_over_until and talk.taken_over_until <= now)


def _put_back(session: Session, row: Message, reason: str, now: datetime) -> bool:
    """Let a check-in wait again: without its text where that was never tried, else with its text in the queue."""
    note_check_in(session, row, "held", reason, now, ACTOR)
    if row.attempts:
        row.next_attempt_at = now + HELD_FOR
    else:
        outbox.put_back(row)
    return False


def _end(session: Session, row: Message, status: str, code: str, reason: str, now: datetime) -> bool:
    row.status, row.error_code = status, code
    if reason:
        note_check_in(session, row, status, reason, now, ACTOR)
    return False
