"""When a case comes back: put off until a time, never for long where it is urgent, and woken by the patient's next text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot import audit
from bot.cases.book import check_open, record
from bot.errors import InputError
from bot.levels import at_least
from bot.models import Escalation, Staff
from bot.promises import Hours, opening_on

#: What is urgent may be out of sight for so long and no longer; everything else for this many days.
LONGEST_URGENT = timedelta(hours=1)
LONGEST_DAYS = 30
HALF_AN_HOUR, AN_HOUR = timedelta(minutes=30), timedelta(hours=1)
AFTERNOON = time(14)
#: Between now and the afternoon there must be enough time for putting off to mean anything.
NOON = time(13, 30)
#: What a patient's text brings back. Built once, because every text that comes in asks it.
_ASLEEP = (
    select(Escalation)
    .where(
        Escalation.patient_id == bindparam("patient_id"),
        Escalation.status == "open",
        Escalation.snoozed_until > bindparam("now"),
    )
    .with_for_update()
)


@dataclass(frozen=True)
class Choice:
    """One time that is offered: the name a form sends, its words, and the moment it means (aware UTC)."""

    name: str
    words: str
    until: datetime


def choices(level: str, now: datetime, zone: ZoneInfo, hours: Hours, holidays: Mapping[str, str]) -> list[Choice]:
    """Return the times that a case of `level` may be put off to, soonest first, in the clinic's own day. Pure."""
    utc, local = now.tzinfo, now.astimezone(zone)
    offered = [Choice("hour", "For an hour", now + AN_HOUR)]
    if at_least(level, "urgent"):
        return [Choice("half_hour", "For half an hour", now + HALF_AN_HOUR), *offered]
    if local.time() < NOON and opening_on(local.date(), hours, holidays):
        until = datetime.combine(local.date(), AFTERNOON, zone)
        offered.append(Choice("afternoon", f"Until this afternoon, {until:%H:%M}", until.astimezone(utc)))
    if opens := _next_day_open(local, zone, hours, holidays):
        tomorrow = opens.date() == local.date() + timedelta(days=1)
        day = "tomorrow" if tomorrow else f"{opens:%A} {opens.day} {opens:%b}"
        offered.append(Choice("opening", f"Until {day}, {opens:%H:%M}", opens.astimezone(utc)))
    return offered


def _next_day_open(local: datetime, zone: ZoneInfo, hours: Hours, holidays: Mapping[str, str]) -> datetime | None:
    for days in range(1, LONGEST_DAYS):
        day = local.date() + timedelta(days=days)
        if opening := opening_on(day, hours, holidays):
            return datetime.combine(day, opening[0], zone)
    return None


def longest(level: str) -> timedelta:
    """Return for how long a case of this level may be put off at most."""
    return LONGEST_URGENT if at_least(level, "urgent") else timedelta(days=LONGEST_DAYS)


def snooze(session: Session, case: Escalation, until: datetime, *, by: Staff, now: datetime) -> bool:
    """Put an open case off until a moment (aware); False when it is already.

    A case that nobody has answered comes back no later than its promised answer. InputError for a moment that is past, and
    for one further away than the level allows.
    """
    check_open(case)
    _check(case.level, until - now)
    if case.first_answered_at is None and case.due_at > now:
        until = min(until, case.due_at)
    if case.snoozed_until == until:
        return False
    case.snoozed_until = until
    record(session, "case.snooze", case, by, now, until=until.isoformat(timespec="minutes"))
    return True


def _check(level: str, away: timedelta) -> None:
    if away <= timedelta():
        raise InputError("That time has passed already. Choose one that is still to come.")
    if away <= longest(level):
        return
    if at_least(level, "urgent"):
        word = "An emergency" if level == "emergency" else "An urgent case"
        raise InputError(f"{word} can be put off for one hour at most. Choose a time within the hour, or give it to a colleague.")
    raise InputError(f"A case can be put off for {LONGEST_DAYS} days at most. Choose an earlier day, or resolve it.")


def unsnooze(session: Session, case: Escalation, *, by: Staff, now: datetime) -> bool:
    """Bring a case back now; False when it is not put off."""
    check_open(case)
    if case.snoozed_until is None:
        return False
    case.snoozed_until = None
    record(session, "case.unsnooze", case, by, now)
    return True


def wake(session: Session, patient_id: int, now: datetime) -> int:
    """The patient writes again: bring back what was put off. Return how many cases that were."""
    found = session.execute(_ASLEEP, {"patient_id": patient_id, "now": now}).scalars().all()
    for case in found:
        case.snoozed_until = None
        line = {"actor": "patient", "action": "case.woken", "target": f"case:{case.id}", "clinic_id": case.clinic_id}
        audit.record(session, at=now, **line)
    return len(found)
