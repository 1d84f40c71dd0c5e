"""Which check-ins a session gets, and when: pure, so that planning twice gives the same rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from bot.checkins import conditions
from bot.checkins.daytime import Daytime
from bot.checkins.timeline import Step, Timeline, Window

#: What the ledger's column holds.
LONGEST_REASON = 200
UNITS = ((timedelta(days=1), "days"), (timedelta(hours=1), "hours"), (timedelta(minutes=1), "minutes"))


@dataclass(frozen=True)
class Planned:
    """One row of the plan: `status` "planned" or "skipped", due and expiring at aware UTC moments, and why, in words."""

    step: str
    due_at: datetime
    expires_at: datetime
    status: str
    reason: str


def plan(timeline: Timeline, *, performed_at: datetime, zone: tzinfo, window: Window, now: datetime) -> list[Planned]:
    """Return a row for every step of `timeline`, in its order.

    A step falls due its offset after `performed_at`, or after the moment at which the step that it follows falls due, moved to
    the next opening of its own times within the clinic's daytime `window` in the patient's `zone`. It is worth sending until its
    lifetime is over or the next step that everybody gets falls due, whichever is first: so at most one regular check-in is ever
    waiting, and an old session is not flooded. Conditions are judged later, when a step falls due (bot.checkins.conditions).
    """
    due = _due(timeline, performed_at, zone, window)
    rows = list[Planned]()
    following: datetime | None = None  # when the next step falls due that everybody gets
    for step in reversed(timeline.steps):
        base = due[step.after] if step.after else performed_at
        rows.append(_row(timeline, step, due[step.slug], base, following, performed_at, now))
        following = following if step.is_conditional else due[step.slug]
    return rows[::-1]


def _due(timeline: Timeline, performed_at: datetime, zone: tzinfo, window: Window) -> dict[str, datetime]:
    """Return when each step falls due."""
    due: dict[str, datetime] = {}
    daytimes: dict[Window | None, Daytime] = {}  # most steps share one
    for step in timeline.steps:
        earliest = (due[step.after] if step.after else performed_at) + step.offset
        if step.is_conditional:
            earliest = max([earliest, *_waits(timeline, step, due)])
        if step.between not in daytimes:
            daytimes[step.between] = Daytime(*step.window(window), zone)
        due[step.slug] = daytimes[step.between].next_open(earliest)
    return due


def _waits(timeline: Timeline, step: Step, due: Mapping[str, datetime]) -> Iterator[datetime]:
    """Yield what a conditional step waits for: the steps before it, which may have been moved, and time to answer them."""
    looked_at, apart = step.looks_at(), max(step.wait, timeline.quiet)
    for earlier in timeline.steps[: len(due)]:
        if not earlier.is_conditional or earlier.slug in looked_at:
            yield due[earlier.slug] + apart


def _row(
    timeline: Timeline, step: Step, due_at: datetime, base: datetime, following: datetime | None, performed_at: datetime,
    now: datetime,
) -> Planned:  # fmt: skip
    """Return the row of a step that is counted from `base`, and is followed by what everybody gets at `following`."""
    expires_at = min(due_at + step.lifetime, following) if following else due_at + step.lifetime
    if following and following - due_at < timeline.crowded:
        hours = timeline.crowded // timedelta(hours=1)
        return Planned(step.slug, due_at, max(expires_at, due_at), "skipped", f"the next check-in follows within {hours} hours")
    if expires_at <= now:
        return Planned(
            step.slug, due_at, expires_at, "skipped", f"session was already {_age(now - performed_at)} old at enrolment"
        )
    return Planned(step.slug, due_at, expires_at, "planned", _reason(step, due_at - base)[:LONGEST_REASON])


def _reason(step: Step, after: timedelta) -> str:
    """Return why a step is planned for when it is, `after` being the time since what it is counted from."""
    if step.is_reminder:
        return "a reminder, sent only if " + " and ".join(step.no_reply_to) + " have no reply"
    hours = step.offset // timedelta(hours=1)
    told = f"{hours} hours after {f'check-in {step.after}' if step.after else 'the session'}"
    if step.only_if:
        return f"{told}, sent only if {conditions.told(step)}"
    moved = after - step.offset
    if not moved:
        return told
    times = f"its times, {step.between[0]:%H:%M} to {step.between[1]:%H:%M}" if step.between else "the clinic's daytime"
    return f"{told}, moved {_age(moved)} on into {times}"


def _age(length: timedelta) -> str:
    """Return a length in words: whole days from two days up, else hours or minutes."""
    for size, name in UNITS:
        if length >= 2 * size:
            return f"{length // size} {name}"
    return "1 minute"
