"""Vital signs: one set of numbers that says how the whole is, and over which of them somebody must look. No personal data.

Counted over all clinics in nine statements that an index or a bound keeps short, so they may be asked for every few seconds.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import String, cast, func, literal, or_, select, text
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from bot import heartbeat, ledger, outbox
from bot.models import ACCOUNT, CheckIn, Escalation, Heartbeat, LedgerCheck, Line, Message
from bot.models.message import QUEUED


class Sign(NamedTuple):
    """What a number is called, and of whom or what it is where there are several."""

    name: str
    of: str = ""


class Limit(NamedTuple):
    """The most and the least that a number may be; `is_red`: whether beyond it /readyz says 503.

    Red is only what machines do: that nobody at a clinic has looked at a case must not keep the next text from coming in.
    """

    most: int | None = None
    least: int | None = None
    is_red: bool = False


INBOUND, OUTBOX, WORKER, HELD = "inbound_oldest_seconds", "outbox_oldest_seconds", "worker_up", "held_numbers"
#: What each priority of the outbox is called, most urgent first.
PRIORITIES = {outbox.EMERGENCY: "emergency", outbox.STAFF: "staff", outbox.REPLY: "reply", outbox.CHECK_IN: "check_in"}
WORKERS = ("dialogue", "scheduler")
#: Every limit there is; docs/operations.md says what to do beyond each. Ages in seconds.
LIMITS: Mapping[Sign, Limit] = {
    Sign(INBOUND): Limit(most=300, is_red=True),
    Sign(OUTBOX, "emergency"): Limit(most=30, is_red=True),
    Sign(OUTBOX, "staff"): Limit(most=120, is_red=True),
    Sign(OUTBOX, "reply"): Limit(most=300, is_red=True),
    Sign(OUTBOX, "check_in"): Limit(most=900, is_red=True),
    Sign("check_ins_due"): Limit(),
    Sign("check_in_dwell_seconds"): Limit(most=900, is_red=True),
    Sign("retries_last_hour"): Limit(most=100),
    Sign("undelivered_last_hour"): Limit(most=20),
    Sign("unclear_sends"): Limit(most=10),
    Sign(HELD): Limit(most=0, is_red=True),
    Sign("emergencies_open"): Limit(),
    Sign("emergency_unacknowledged_seconds"): Limit(most=600),
    Sign("cases_past_promise"): Limit(most=0),
    Sign("ledger_mismatches"): Limit(most=0),
    **{Sign(WORKER, name): Limit(least=1, is_red=True) for name in WORKERS},
}
#: How far back retries and failures are counted.
LATELY = timedelta(hours=1)
#: And among how many of the newest texts, so that a record of millions is not read through: 14 texts a second for that hour.
NEWEST = 50_000
#: Texts that did not reach anybody.
LOST = ("undelivered", "failed")

Vitals = Mapping[Sign, int]


def read(session: Session, now: datetime, machine_now: datetime | None = None) -> Vitals:
    """Return a number for every sign in LIMITS. `machine_now` is the workers' own time, which no demo moves."""
    alive = _alive(session, machine_now)
    return {
        Sign(INBOUND): _inbound(session, now),
        **_outbox(session, now),
        **_check_ins(session, now),
        **_lately(session, now),
        Sign(HELD): session.execute(_held(now)).scalar_one(),
        Sign("unclear_sends"): session.execute(_unclear()).scalar_one(),
        **_cases(session, now),
        Sign("ledger_mismatches"): _mismatches(session),
        **{Sign(WORKER, name): int(name in alive) for name in WORKERS},
    }


def beyond(vitals: Vitals) -> list[Sign]:
    """Return the signs that are beyond their limit, in the order of the table."""
    return [sign for sign, limit in LIMITS.items() if _is_beyond(vitals[sign], limit)]


def red(vitals: Vitals) -> list[Sign]:
    """Return those beyond their limit for which texts can not be taken, answered and sent as they should be."""
    return [sign for sign in beyond(vitals) if LIMITS[sign].is_red]


def _is_beyond(value: int, limit: Limit) -> bool:
    return (limit.most is not None and value > limit.most) or (limit.least is not None and value < limit.least)


def _age(now: datetime, since: datetime | None) -> int:
    """Whole seconds; 0 where there is nothing, or where a clock was set back."""
    return max(0, int((now - since).total_seconds())) if since else 0


def _inbound(session: Session, now: datetime) -> int:
    """How long the oldest text has waited that no worker has in hand."""
    free = or_(Message.claimed_until.is_(None), Message.claimed_until < now)
    waiting = (Message.direction == "in", Message.status == "received", Message.next_attempt_at <= now, free)
    return _age(now, session.execute(select(func.min(Message.next_attempt_at)).where(*waiting)).scalar())


def _outbox(session: Session, now: datetime) -> dict[Sign, int]:
    """How long the oldest text of each priority has been due and not begun."""
    due = (Message.direction == "out", Message.status == "queued", Message.next_attempt_at <= now)
    found = select(Message.priority, func.min(Message.next_attempt_at)).where(*due).group_by(Message.priority)
    oldest: dict[int, datetime] = dict(session.execute(found).all())
    return {Sign(OUTBOX, name): _age(now, oldest.get(priority)) for priority, name in PRIORITIES.items()}


def _check_ins(session: Session, now: datetime) -> dict[Sign, int]:
    """Check-ins whose time has come and that nobody has decided about; those in the outbox count there."""
    in_outbox = select(Message.id).where(Message.purpose == literal("check_in:") + cast(CheckIn.id, String))
    due = (CheckIn.status.in_(ledger.OPEN), CheckIn.due_at <= now, ~in_outbox.exists())
    count, oldest = session.execute(select(func.count(), func.min(CheckIn.due_at)).where(*due)).one()
    return {Sign("check_ins_due"): count, Sign("check_in_dwell_seconds"): _age(now, oldest)}


def _lately(session: Session, now: datetime) -> dict[Sign, int]:
    """Of the texts first tried within the hour: further tries, and how many reached nobody."""
    newest = Message.id > select(func.max(Message.id)).scalar_subquery() - NEWEST
    tried = (newest, Message.direction == "out", Message.handled_at > now - LATELY)
    again = func.coalesce(func.sum(Message.attempts - 1).filter(Message.attempts > 1), 0)
    lost = func.count().filter(Message.status.in_(LOST))
    retries, undelivered = session.execute(select(again, lost).where(*tried)).one()
    return {Sign("retries_last_hour"): int(retries), Sign("undelivered_last_hour"): undelivered}


def _held(now: datetime) -> Select:
    """Numbers (or the account) for which the carrier refuses all texts, and some wait."""
    theirs = or_(Message.from_phone == Line.phone, Line.phone == ACCOUNT)
    waits = select(Message.id).where(text(QUEUED), Message.next_attempt_at <= now, theirs)
    return select(func.count(Line.phone)).where(Line.held_at.is_not(None), waits.exists())


def _unclear() -> Select:
    """Texts of which nobody knows yet whether the carrier took them."""
    return select(func.count(Message.id)).where(Message.direction == "out", Message.status == "unknown")


def _cases(session: Session, now: datetime) -> dict[Sign, int]:
    """What waits for a person. An emergency promises nothing: its patient has been sent to the emergency number."""
    grave, unanswered = Escalation.level == "emergency", Escalation.first_answered_at.is_(None)
    count = func.count().filter(grave)
    unseen = func.min(Escalation.opened_at).filter(grave, unanswered, Escalation.acknowledged_at.is_(None))
    late = func.count().filter(~grave, unanswered, Escalation.due_at < now)
    emergencies, oldest, past = session.execute(select(count, unseen, late).where(Escalation.status == "open")).one()
    return {
        Sign("emergencies_open"): emergencies,
        Sign("emergency_unacknowledged_seconds"): _age(now, oldest),
        Sign("cases_past_promise"): past,
    }


def _mismatches(session: Session) -> int:
    """What did not add up at each clinic's last reckoning."""
    last = select(func.max(LedgerCheck.id)).group_by(LedgerCheck.clinic_id)
    found = session.execute(select(LedgerCheck.mismatches).where(LedgerCheck.id.in_(last))).scalars()
    return sum(len(mismatches) for mismatches in found)


def _alive(session: Session, machine_now: datetime | None) -> set[str]:
    beats = session.execute(select(Heartbeat)).scalars()
    return {beat.name for beat in beats if heartbeat.is_well(beat, machine_now)}
