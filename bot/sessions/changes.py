"""What becomes of every check-in when a course changes: worked out from before and after, touching nothing. Pure.

Four rules. What has left us stays. What is still to come ends where its session, a newer session or the aftercare ends. What
a change moves is planned anew. What had ended for a reason that holds no longer comes back where its time is still to come.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.checkins import Planned
from bot.checkins.daytime import Daytime
from bot.sessions.change import SKIP, Change, Choices
from bot.sessions.course import Course, Row, Treatment
from bot.sessions.ending import DISCHARGED, ENDINGS, SUPERSEDED


def changes(
    before: Course, after: Course, *, now: datetime, because: str, passed: str = "skipped", choices: Choices | None = None
) -> list[Change]:
    """Return one change for each check-in, by session and time; those that stay as they are too.

    `because` opens the reasons ("the session was moved"), `passed` is the status of what is too late, `choices` says which
    late ones are skipped. Nothing of it depends on the order of the rows.
    """
    diff = _Difference(before, after, now, because, passed, choices or Choices())
    ordered = sorted(after.treatments, key=lambda treatment: treatment.order)
    return [change for treatment in ordered for change in diff.of(treatment)]


class _Difference:
    """The two courses side by side."""

    def __init__(self, before: Course, after: Course, now: datetime, because: str, passed: str, choices: Choices) -> None:
        self.before, self.after, self.now = before, after, now
        self.because, self.passed, self.choices = because, passed, choices

    def of(self, treatment: Treatment) -> Iterator[Change]:
        if treatment.id is None:
            for planned in self.after.plan(treatment, self.now).values():
                yield self._added(treatment, planned)
            return
        was, will = self.before.plan(self.before.treatment(treatment.id)), self.after.plan(treatment)
        for row in sorted(treatment.rows, key=lambda row: (row.due_at, row.id)):
            yield self._row(treatment, row, was.get(row.step), will.get(row.step))

    def _added(self, treatment: Treatment, planned: Planned) -> Change:
        new = _new(planned)
        if planned.status != "planned":
            return new
        if self.after.is_overtaken(treatment, planned.due_at, self.now):
            return new.becoming("added", "cancelled", SUPERSEDED)
        if standing := self.after.standing():
            return new.becoming("added", *standing)
        return self._late(new, treatment) if planned.due_at <= self.now else new

    def _row(self, treatment: Treatment, row: Row, was: Planned | None, will: Planned | None) -> Change:
        stays = _staying(treatment, row)
        if row.has_left:
            return replace(stays, what="sent")
        if over := self._over(treatment, will.due_at if will else row.due_at):
            is_ending = row.is_waiting and row.reason != over
            return replace(stays.becoming("cancelled", "cancelled", over), becomes_due=None) if is_ending else stays
        if will is None or not self._is_touched(treatment, row, was, will):
            return stays
        return self._planned_anew(treatment, row, will, stays)

    def _over(self, treatment: Treatment, due_at: datetime) -> str | None:
        """Return why nothing more is sent for this session from `due_at` on."""
        if treatment.ended is not None:
            return ENDINGS[treatment.ended]
        if self.after.discharged:
            return DISCHARGED
        return SUPERSEDED if self.after.is_overtaken(treatment, due_at, self.now) else None

    def _is_touched(self, treatment: Treatment, row: Row, was: Planned | None, will: Planned) -> bool:
        """Return whether the change concerns this row at all."""
        if row.was_recalled:
            return True
        is_moved = was is None or (was.due_at, was.expires_at, was.status) != (will.due_at, will.expires_at, will.status)
        if row.is_waiting:
            return is_moved or self.before.standing() != self.after.standing()
        return row.was_missed and is_moved and not self.after.opted_out and not _is_settled(treatment, row)

    def _planned_anew(self, treatment: Treatment, row: Row, will: Planned, stays: Change) -> Change:
        """Return the change of a row that follows the new plan."""
        standing = self.after.standing()
        if self.after.opted_out and standing:
            return _not_sent(row, will, stays, *standing)
        if will.status != "planned" or will.expires_at <= self.now:
            return self._passed(row, will, stays)
        again = stays.becoming("moved" if row.is_waiting else "again", "planned", self._reason(will.reason), will)
        if standing:
            return again.becoming("held", *standing)
        return self._late(again, treatment, row) if will.due_at <= self.now else again

    def _passed(self, row: Row, will: Planned, stays: Change) -> Change:
        """Return the change of one that the new plan leaves out, or that would be too late by now."""
        if not row.is_waiting:
            return stays
        if will.status != "planned":
            return stays.becoming("passed", will.status, self._reason(will.reason), will)
        return stays.becoming("passed", self.passed, self._reason("its time has passed"), will)

    def _late(self, change: Change, treatment: Treatment, row: Row | None = None) -> Change:
        """Return the change of one that is due already and still worth sending, as was chosen for it."""
        keeps = row if row is not None and not row.is_waiting else None  # what it stays as where it is not sent
        goes_at = self._next_open(change, treatment)
        if change.expires_at is None or goes_at >= change.expires_at:
            told = self._reason("its time passes before the clinic's daytime")
            return _staying(treatment, keeps) if keeps else change.becoming("passed", self.passed, told)
        late = replace(change, what="late", goes_at=goes_at, choice=self.choices.of(change.key))
        if late.choice != SKIP:
            return late
        if keeps:
            return late.becoming("late", keeps.status, keeps.reason)
        return late.becoming("late", "skipped", self._reason("it was late, and staff chose not to send it"))

    def _next_open(self, change: Change, treatment: Treatment) -> datetime:
        assert treatment.timeline is not None  # only a timeline plans anything
        window = treatment.timeline.step(change.step).window(self.after.window)
        return Daytime(*window, self.after.zone).next_open(self.now)

    def _reason(self, words: str) -> str:
        return f"{self.because}: {words}"


def _not_sent(row: Row, will: Planned, stays: Change, status: str, reason: str) -> Change:
    """Return the change of one that STOP keeps from being sent: START finds it at its new time."""
    if row.is_stopped and (row.due_at, row.expires_at) == (will.due_at, will.expires_at):
        return stays
    is_moved = row.is_waiting and row.due_at != will.due_at
    return stays.becoming("moved" if is_moved else "cancelled", status, reason, will)


def _is_settled(treatment: Treatment, row: Row) -> bool:
    """Return whether a reminder is needed no more: what it reminds of was answered."""
    answered = {each.step for each in treatment.rows if each.status == "answered"}
    step = next((step for step in treatment.timeline.steps if step.slug == row.step), None) if treatment.timeline else None
    return step is not None and bool(answered & set(step.no_reply_to))


def _staying(treatment: Treatment, row: Row) -> Change:
    return Change(
        key=f"{treatment.id}:{row.step}",
        session_id=treatment.id,
        check_in_id=row.id,
        step=row.step,
        what="stays",
        was_status=row.status,
        was_due=row.due_at,
        becomes_due=row.due_at,
        expires_at=row.expires_at,
        status=row.status,
        reason=row.reason,
    )


def _new(planned: Planned) -> Change:
    return Change(
        key=f"new:{planned.step}",
        session_id=None,
        check_in_id=None,
        step=planned.step,
        what="added",
        was_status=None,
        was_due=None,
        becomes_due=planned.due_at,
        expires_at=planned.expires_at,
        status=planned.status,
        reason=planned.reason,
    )
