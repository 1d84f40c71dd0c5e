"""Whether a check-in that has fallen due is sent now: one decision, one reason."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone, tzinfo

from bot.checkins.daytime import Daytime
from bot.checkins.timeline import Step, Timeline
from bot.levels import at_least

LOOK_AGAIN = timedelta(minutes=30)
ANSWER_FIRST = timedelta(minutes=5)


@dataclass(frozen=True)
class Due:
    """A planned check-in: its step and the aware UTC moments from and until which it may be sent."""

    step: Step
    due_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Situation:
    """How things stand with the patient when a check-in is looked at.

    `open_level` is the worst open case, `sent` and `replied` are the slugs of steps sent to and answered by the patient,
    `last_check_in_at` is when the last one went out.
    """

    zone: tzinfo
    window: tuple[time, time]
    opted_out: bool = False
    staff_have_taken_over: bool = False
    open_level: str = "none"
    inbound_waiting: bool = False
    last_check_in_at: datetime | None = None
    sent: frozenset[str] = frozenset()
    replied: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Decision:
    """`action` is send, hold (look again at `until`), skip or expire; `reason` tells why in words."""

    action: str
    reason: str
    until: datetime | None = None


def decide(check_in: Due, situation: Situation, now: datetime, *, quiet: timedelta = timedelta(hours=3)) -> Decision:
    """Return what happens to `check_in` at `now` (aware). `quiet` is the least time between two check-ins of one patient."""
    return (
        _over(check_in, situation, now)
        or _hold(check_in, situation, now, quiet)
        or Decision("send", "due, within the clinic's daytime")
    )


def _over(check_in: Due, situation: Situation, now: datetime) -> Decision | None:
    """Return the decision where this check-in will never be sent."""
    if situation.opted_out:
        return Decision("skip", "the patient has opted out")
    if now >= check_in.expires_at:
        blocked = _blocked(situation)
        return Decision(
            "expire", f"its time has passed: {blocked[0]}" if blocked else "its time has passed before it could be sent"
        )
    answered = sorted(set(check_in.step.no_reply_to) & situation.replied)
    if answered:
        return Decision("skip", f"no reminder needed: {answered[0]} was answered")
    if not set(check_in.step.no_reply_to) <= situation.sent:
        return Decision("skip", "no reminder needed: not all of the check-ins before it were sent")
    if check_in.step.slug in situation.replied:
        return Decision("skip", "already answered")
    return None


def _hold(check_in: Due, situation: Situation, now: datetime, quiet: timedelta) -> Decision | None:
    """Return the decision to wait, with the moment to look again; never later than the check-in's end."""
    daytime = Daytime(*situation.window, situation.zone)
    last = situation.last_check_in_at
    blocked = _blocked(situation)
    if now < check_in.due_at:
        wait = ("not due yet", check_in.due_at)
    elif blocked:
        wait = (blocked[0], now + blocked[1])
    elif not daytime.includes(now):
        wait = ("outside the clinic's daytime", daytime.next_open(now))
    elif last is not None and now < last + quiet:
        wait = (f"another check-in went out less than {quiet // timedelta(hours=1)} hours ago", last + quiet)
    else:
        return None
    return Decision("hold", wait[0], min(wait[1], check_in.expires_at).astimezone(timezone.utc))


def _blocked(situation: Situation) -> tuple[str, timedelta] | None:
    """Return why people or an unanswered text come first, and when to look again."""
    if situation.staff_have_taken_over:
        return "staff are writing with the patient", LOOK_AGAIN
    if at_least(situation.open_level, "urgent"):
        return f"an {situation.open_level} case is open", LOOK_AGAIN
    if situation.inbound_waiting:
        return "a text from the patient is being answered first", ANSWER_FIRST
    return None


def silence(
    timeline: Timeline, *, sent: dict[str, datetime], replied: frozenset[str], over: frozenset[str], now: datetime
) -> str | None:
    """Return in words why a silent patient is now for staff to review, None while it is not (clinical reference, section 5).

    `sent` has when each step went out, `over` the steps that will not be sent (skipped, cancelled, expired, failed).
    """
    for step in timeline.steps:
        waited_for = [slug for slug in (*step.no_reply_to, step.slug) if slug in sent]
        if not step.is_reminder or not set(step.no_reply_to) <= set(sent) or replied & {*step.no_reply_to, step.slug}:
            continue
        if (step.slug in sent or step.slug in over) and now >= max(sent[slug] for slug in waited_for) + step.review_after:
            return "no reply to " + ", ".join(waited_for)
    return None
