"""Whether a check-in that has fallen due is sent now: one decision, one reason. This is the whole rule of sending."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone, tzinfo

from bot.checkins.conditions import Answers, unmet
from bot.checkins.daytime import Daytime
from bot.checkins.timeline import Step
from bot.levels import at_least

LOOK_AGAIN = timedelta(minutes=30)
#: With less than this left of the daytime, a text would not arrive in it.
LEAST = timedelta(minutes=1)
ANSWER_FIRST = timedelta(minutes=5)
#: After the last word of a chat, either side's, it counts as going on for so long.
CHAT_LASTS = timedelta(minutes=10)
#: A question of ours that waits for an answer goes before a check-in for so long; then it is for staff (bot.checkins.silent).
QUESTION_HOLDS = timedelta(hours=4)
NUMBER_FAILS = "the patient's number cannot receive texts"
SENDING = "due, within the clinic's daytime"
NO_CONSENT = "no consent to texts is on file"


@dataclass(frozen=True)
class Due:
    """A planned check-in: its step and the aware UTC moments from and until which it may be sent."""

    step: Step
    due_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Situation:
    """How things stand with the patient when a check-in is looked at.

    `window` is the clinic's daytime, `open_level` the worst open case, `asked_at` when we asked what is still unanswered,
    `talked_at` the last text of a chat (not a check-in), `last_check_in_at` when the last check-in went out. Steps by their
    slugs, of the same session: `sent` and `replied` to, `goes_before` earlier ones that have still to go out, `gone_after`
    later ones that went out already. `answers` is what conditions are judged by.
    """

    zone: tzinfo
    window: tuple[time, time]
    opted_out: bool = False
    discharged: bool = False
    session_cancelled: bool = False
    paused: bool = False
    number_fails: bool = False
    consented: bool = True
    staff_have_taken_over: bool = False
    open_level: str = "none"
    inbound_waiting: bool = False
    asked_at: datetime | None = None
    talked_at: datetime | None = None
    last_check_in_at: datetime | None = None
    sent: frozenset[str] = frozenset()
    replied: frozenset[str] = frozenset()
    goes_before: frozenset[str] = frozenset()
    gone_after: frozenset[str] = frozenset()
    answers: Answers = Answers()


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
        or _unmet(check_in, situation)
        or Decision("send", SENDING)
    )


def _over(check_in: Due, situation: Situation, now: datetime) -> Decision | None:
    """Return the decision where this check-in will never be sent."""
    if found := _ended(situation):
        return Decision("skip", found)
    if now >= check_in.expires_at:
        held = next((reason for reason, _ in _blocks(situation, now)), None)
        return Decision("expire", f"its time has passed: {held}" if held else "its time has passed before it could be sent")
    if check_in.step.slug in situation.replied:
        return Decision("skip", "already answered")
    if situation.gone_after:
        return Decision("skip", f"{sorted(situation.gone_after)[0]}, which comes after it, has gone out already")
    return None if now < check_in.due_at else _no_reminder(check_in.step, situation)


def _ended(situation: Situation) -> str | None:
    """Return why nothing more is sent to this patient, or for this session."""
    if situation.opted_out:
        return "the patient has opted out"
    if situation.discharged:
        return "the clinic has ended this patient's aftercare"
    return "the session was cancelled" if situation.session_cancelled else None


def _no_reminder(step: Step, situation: Situation) -> Decision | None:
    answered = sorted(set(step.no_reply_to) & situation.replied)
    if answered:
        return Decision("skip", f"no reminder needed: {answered[0]} was answered")
    if not set(step.no_reply_to) <= situation.sent:
        return Decision("skip", "no reminder needed: not all of the check-ins before it were sent")
    return None


def _unmet(check_in: Due, situation: Situation) -> Decision | None:
    """Conditions are judged last, when it would go: a text that waits for its answer may be what they ask for."""
    missing = unmet(check_in.step, situation.answers)
    return Decision("skip", missing) if missing else None


def _hold(check_in: Due, situation: Situation, now: datetime, quiet: timedelta) -> Decision | None:
    """Return the decision to wait, with the moment to look again; never later than the check-in's end."""
    waits = _waits(check_in, situation, now, quiet)
    reason, until = next(waits, ("", None))
    return Decision("hold", reason, min(until, check_in.expires_at).astimezone(timezone.utc)) if until else None


def _waits(check_in: Due, situation: Situation, now: datetime, quiet: timedelta) -> Iterator[tuple[str, datetime]]:
    """Yield each reason to wait and when to look again, which comes first first."""
    if now < check_in.due_at:
        yield "not due yet", check_in.due_at
    yield from _blocks(situation, now)
    if situation.goes_before:
        yield f"{sorted(situation.goes_before)[0]} goes out before it", now + LOOK_AGAIN
    daytime = Daytime(*check_in.step.window(situation.window), situation.zone)
    if not daytime.includes(now) or daytime.closing(now) - now < LEAST:
        opening = daytime.next_open(now + LEAST)
        yield "outside its own times" if check_in.step.between else "outside the clinic's daytime", opening
    last = situation.last_check_in_at
    if last is not None and now < last + quiet:
        # a clock that was set back must not put it off by more than that
        yield f"another check-in went out less than {_words(quiet)} ago", min(last, now) + quiet


def _blocks(situation: Situation, now: datetime) -> Iterator[tuple[str, datetime]]:
    """Yield why people, or what is being talked about, come first, and when to look again."""
    if not situation.consented:
        yield NO_CONSENT, now + LOOK_AGAIN
    if situation.paused:
        yield "staff have paused the check-ins", now + LOOK_AGAIN
    if situation.number_fails:
        yield NUMBER_FAILS, now + LOOK_AGAIN
    if situation.staff_have_taken_over:
        yield "staff are writing with the patient", now + LOOK_AGAIN
    if at_least(situation.open_level, "urgent"):
        yield f"an {situation.open_level} case is open", now + LOOK_AGAIN
    if situation.inbound_waiting:
        yield "a text from the patient is being answered first", now + ANSWER_FIRST
    if situation.asked_at is not None and now < situation.asked_at + QUESTION_HOLDS:
        yield "a question of ours waits for its answer", min(situation.asked_at + QUESTION_HOLDS, now + LOOK_AGAIN)
    if situation.talked_at is not None and now < situation.talked_at + CHAT_LASTS:
        yield "the patient is in conversation", min(situation.talked_at, now) + CHAT_LASTS


def _words(length: timedelta) -> str:
    hours = length / timedelta(hours=1)
    return f"{hours:g} hour" if hours == 1 else f"{hours:g} hours"
