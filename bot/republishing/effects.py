"""What another timeline does to every check-in of one running session. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot import ledger, sessions
from bot.checkins import Planned, Step, Timeline
from bot.checkins.daytime import Daytime
from bot.sessions import SKIP, SUPERSEDED, Change, Choices, Course, Row, Treatment

BECAUSE = "the clinic's timeline was changed"
DROPPED = "no longer in the clinic's timeline"
TOO_LATE = "new in the clinic's timeline, too late for this session"

#: What each end of a change is called in counts; a check-in that is not here stays when it is.
KINDS = {"moved": "moves", "held": "moves", "passed": "skipped", "again": "again", "late": "goes now", "cancelled": "dropped"}


@dataclass(frozen=True)
class RowEffect:
    """One check-in under the other timeline.

    `kinds` has what becomes of it: moves, lasts (another expiry), added, dropped, skipped, again (planned once more) or goes
    now; and text or answers where the words, or what they are followed by, are others. Empty for one that stays as it is.
    """

    change: Change
    kinds: tuple[str, ...]
    #: The text before and after, with its placeholders; "" where it has or had none.
    before: str = ""
    after: str = ""

    @property
    def is_change(self) -> bool:
        """Whether anything about it is different."""
        return bool(self.kinds)


def effects(
    course: Course, session_id: int, timeline: Timeline, now: datetime, choices: Choices | None = None
) -> list[RowEffect]:
    """Return one effect for each check-in that the session has or would get, in the order of the new timeline."""
    before = course.with_treatment(session_id, rows=tuple(_as_missed(row) for row in course.treatment(session_id).rows))
    after = before.with_treatment(session_id, timeline=timeline)
    treatment = after.treatment(session_id)
    known = sessions.changes(before, after, now=now, because=BECAUSE, choices=choices)
    mine = [_dropped(change, treatment) for change in known if change.session_id == session_id]
    mine += _added(after, treatment, now, choices or Choices())
    order = {step.slug: number for number, step in enumerate(timeline.steps)}
    mine.sort(key=lambda change: (order.get(change.step, -1), change.key))
    steps = course.treatment(session_id).timeline
    return [_effect(change, steps, timeline) for change in mine]


def _as_missed(row: Row) -> Row:
    """A check-in that an earlier version dropped counts as missed: where this one has it again, it is planned again."""
    return replace(row, status="skipped") if row.status == "cancelled" and row.reason == DROPPED else row


def _dropped(change: Change, treatment: Treatment) -> Change:
    """Return the end of a check-in that could still be sent and whose step is not there any more."""
    row = next(row for row in treatment.rows if row.id == change.check_in_id)
    assert treatment.timeline is not None  # the one that is being published
    if row.is_waiting and row.step not in {step.slug for step in treatment.timeline.steps}:
        return replace(change.becoming("cancelled", "cancelled", DROPPED), becomes_due=None)
    return change


def _added(after: Course, treatment: Treatment, now: datetime, choices: Choices) -> Iterator[Change]:
    """Yield the steps that the session has no check-in of yet."""
    known = {row.step for row in treatment.rows}
    if treatment.timeline is None or all(step.slug in known for step in treatment.timeline.steps):
        return
    for planned in after.plan(treatment, now).values():
        if planned.step not in known:
            yield _new(after, treatment, planned, now, choices)


def _new(after: Course, treatment: Treatment, planned: Planned, now: datetime, choices: Choices) -> Change:
    change = Change(
        key=f"{treatment.id}:{planned.step}", session_id=treatment.id, check_in_id=None, step=planned.step, what="added",
        was_status=None, was_due=None, becomes_due=planned.due_at, expires_at=planned.expires_at, status=planned.status,
        reason=f"{BECAUSE}: {planned.reason}",
    )  # fmt: skip
    if planned.status != "planned":
        return replace(change, reason=TOO_LATE if planned.expires_at <= now else change.reason)
    if after.discharged:
        return change.becoming("added", "cancelled", sessions.DISCHARGED)
    if after.is_overtaken(treatment, planned.due_at, now):
        return change.becoming("added", "cancelled", SUPERSEDED)
    if standing := after.standing():
        return change.becoming("added", *standing)
    return _late(after, treatment, change, now, choices) if planned.due_at <= now else change


def _late(after: Course, treatment: Treatment, change: Change, now: datetime, choices: Choices) -> Change:
    """Return the change of a new one that is due already."""
    assert treatment.timeline is not None and change.expires_at is not None
    goes_at = Daytime(*treatment.timeline.step(change.step).window(after.window), after.zone).next_open(now)
    if goes_at >= change.expires_at:
        return change.becoming("added", "skipped", TOO_LATE)
    late = replace(change, what="late", goes_at=goes_at, choice=choices.of(change.key))
    skipped = f"{BECAUSE}: it was late, and staff chose not to send it"
    return late.becoming("late", "skipped", skipped) if late.choice == SKIP else late


def _effect(change: Change, old: Timeline | None, new: Timeline) -> RowEffect:
    was, becomes = _step(old, change.step), _step(new, change.step)
    kinds = [_kind(change)] if _kind(change) else []
    if was and becomes and change.what != "sent" and _may_be_sent(change):
        if was.text != becomes.text:
            kinds.append("text")
        elif (was.questions, was.escalations, was.only_if) != (becomes.questions, becomes.escalations, becomes.only_if):
            kinds.append("answers")
    return RowEffect(change, tuple(kinds), was.text if was else "", becomes.text if becomes else "")


def _kind(change: Change) -> str:
    if change.what == "added":
        return "added" if _may_be_sent(change) else "skipped" if change.status == "skipped" else ""
    if change.what == "moved" and change.was_due == change.becomes_due:
        return "lasts"
    return KINDS.get(change.what, "")


def _may_be_sent(change: Change) -> bool:
    return change.status in ledger.OPEN


def _step(timeline: Timeline | None, slug: str) -> Step | None:
    return next((step for step in timeline.steps if step.slug == slug), None) if timeline else None
