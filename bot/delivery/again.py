"""Texts that the carrier took and could not deliver: which are sent once more, how often and after how long.

A check-in is decided about again (bot.checkins.deciding), so that one rule says when it may go; any other text gets a second row.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import ledger, outbox
from bot.carrier import BAD_NUMBER, is_ours_to_fix
from bot.checkins.deciding import NUMBER_FAILS
from bot.delivery.undelivered import check_in_of, not_delivered
from bot.models import CheckIn, Message, Patient


class Tries(NamedTuple):
    """How often a text is sent in all, and how long after a failure."""

    most: int
    wait: timedelta


#: The carrier was too busy, and a fault that it cannot name: worth another try soon, for any text.
SOON = {"30001": Tries(3, timedelta(minutes=1)), "30008": Tries(2, timedelta(minutes=1))}
#: The phone is off or out of reach: a check-in may wait for hours, all else is for staff.
UNREACHABLE, LATER = "30003", Tries(3, timedelta(hours=2))
#: Something of ours is wrong: by then somebody has seen to it, or the number is held.
OURS = Tries(3, timedelta(hours=1))
#: What the ledger says of a check-in that is decided about again.
CORRECTED = "the number was corrected: decided about again"


def sent_again(session: Session, row: Message, code: str | None, now: datetime) -> bool:
    """Arrange for another try of a text that was not delivered; False where this was the last one."""
    key, tries = check_in_of(row), _tries(row, code)
    if tries is None or not row.purpose or _tried(session, row, code) >= tries.most - 1:
        return False
    at = now + tries.wait
    if key is not None:
        return _decide_again(session, row, session.get(CheckIn, key), at, now)
    if row.expires_at is not None and row.expires_at <= at:
        return False
    outbox.queue_again(session, row, at, now)
    return True


def number_corrected(session: Session, patient: Patient, now: datetime) -> None:
    """Decide again about check-ins that failed or wait because the number could not be texted, as far as they are still due."""
    reasons = [not_delivered(str(code)) for code in BAD_NUMBER]
    lost = (CheckIn.patient_id == patient.id, CheckIn.status == "failed", CheckIn.reason.in_(reasons), CheckIn.expires_at > now)
    for row in session.execute(select(CheckIn).where(*lost).with_for_update()).scalars():
        text = session.execute(select(Message).where(Message.purpose == outbox.check_in_purpose(row.id))).scalar_one_or_none()
        if text is not None:
            outbox.set_aside(session, text)
        ledger.mark(session, row, "held", CORRECTED, due_at=now, now=now, actor="scheduler")
    held = (CheckIn.patient_id == patient.id, CheckIn.status == "held", CheckIn.reason == NUMBER_FAILS)
    for row in session.execute(select(CheckIn).where(*held).with_for_update()).scalars():
        ledger.mark(session, row, "held", CORRECTED, due_at=now, now=now, actor="scheduler")


def _tries(row: Message, code: str | None) -> Tries | None:
    if row.sender == "check_in" and code == UNREACHABLE:
        return LATER
    if row.sender == "check_in" and is_ours_to_fix(code):
        return OURS
    return SOON.get(code or "")


def _tried(session: Session, row: Message, code: str | None) -> int:
    """Return how often this text has failed so before."""
    earlier = (Message.purpose.startswith(f"{row.purpose}:"), Message.error_code == code)
    return int(session.execute(select(func.count(Message.id)).where(*earlier)).scalar_one())


def _decide_again(session: Session, row: Message, check_in: CheckIn | None, at: datetime, now: datetime) -> bool:
    if check_in is None or check_in.status not in ("sent", "failed") or check_in.expires_at <= at:
        return False
    reason = not_delivered(row.error_code or row.status)
    ledger.mark(session, check_in, "failed", reason, now=now, actor="carrier")
    ledger.mark(session, check_in, "held", f"{reason}: tried again", due_at=at, now=now, actor="scheduler")
    outbox.set_aside(session, row)
    return True
