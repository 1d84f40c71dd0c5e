"""Which check-ins a session gets, and when: pure, so that planning twice gives the same rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from bot.checkins.daytime import Daytime
from bot.checkins.timeline import Step, Timeline


@dataclass(frozen=True)
class Planned:
    """One row of the plan: `status` "planned" or "skipped", due and expiring at aware UTC moments, and why, in words."""

    step: str
    due_at: datetime
    expires_at: datetime
    status: str
    reason: str


def plan(timeline: Timeline, *, performed_at: datetime, zone: tzinfo, window: tuple[time, time], now: datetime) -> list[Planned]:
    """Return a row for every step of `timeline`, in its order.

    A step falls due its offset after `performed_at`, moved to the next opening of the clinic's daytime `window` in the
    patient's `zone`. It is worth sending until its lifetime is over or the next step falls due, whichever is first: so at
    most one regular check-in is ever waiting, and an old session is not flooded.
    """
    daytime = Daytime(*window, zone)
    due = _due(timeline.steps, performed_at, daytime)
    return [_row(timeline, number, due, performed_at, now) for number in range(len(timeline.steps))]


def _due(steps: Sequence[Step], performed_at: datetime, daytime: Daytime) -> list[datetime]:
    """Return when each step falls due; a reminder waits for its step before it, which may have been moved."""
    due: list[datetime] = []
    for step in steps:
        earliest = performed_at + step.offset
        if step.is_reminder and due:
            earliest = max(earliest, due[-1] + step.wait)
        due.append(daytime.next_open(earliest))
    return due


def _row(timeline: Timeline, number: int, due: list[datetime], performed_at: datetime, now: datetime) -> Planned:
    step, due_at = timeline.steps[number], due[number]
    following = _following(timeline.steps, number, due)
    expires_at = min(due_at + step.lifetime, following) if following else due_at + step.lifetime
    if following and following - due_at < timeline.crowded:
        hours = timeline.crowded // timedelta(hours=1)
        return Planned(step.slug, due_at, max(expires_at, due_at), "skipped", f"the next check-in follows within {hours} hours")
    if expires_at <= now:
        return Planned(
            step.slug, due_at, expires_at, "skipped", f"session was already {_age(now - performed_at)} old at enrolment"
        )
    return Planned(step.slug, due_at, expires_at, "planned", _reason(step, due_at - performed_at))


def _following(steps: Sequence[Step], number: int, due: list[datetime]) -> datetime | None:
    """Return when the next regular step falls due."""
    return next((due[later] for later in range(number + 1, len(steps)) if not steps[later].is_reminder), None)


def _reason(step: Step, after: timedelta) -> str:
    if step.is_reminder:
        return "a reminder, sent only if " + " and ".join(step.no_reply_to) + " have no reply"
    moved = after - step.offset
    hours = step.offset // timedelta(hours=1)
    if not moved:
        return f"{hours} hours after the session"
    return f"{hours} hours after the session, moved {_age(moved)} on into the clinic's daytime"


def _age(length: timedelta) -> str:
    """Return a length in words: whole days from two days up, else hours or minutes."""
    for size, name in ((timedelta(days=1), "days"), (timedelta(hours=1), "hours"), (timedelta(minutes=1), "minutes")):
        if length >= 2 * size:
            return f"{length // size} {name}"
    return "1 minute"
