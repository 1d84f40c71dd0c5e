"""A whole timeline for one sample patient: every text on a calendar as it would be sent, what it costs and why it is where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.checkins.planning import Planned, plan
from bot.checkins.samples import Practice, Sample, clock_changes
from bot.checkins.timeline import Step, Timeline
from bot.sms_text import segments

SENT, CONDITIONAL, SKIPPED = "sent", "conditional", "skipped"
WEEK = 7


@dataclass(frozen=True)
class Entry:
    """One text of the preview, at its time on the patient's own clock.

    `state` is sent, conditional (some patients get it) or skipped; `moved` is how far into the daytime it was moved.
    """

    step: Step
    at: datetime
    expires_at: datetime
    text: str
    segments: int
    cost: Decimal
    state: str
    reason: str
    moved: timedelta


@dataclass(frozen=True)
class Day:
    """One day of the calendar; `notes` has holidays, closed days and changes of the clock in words."""

    date: date
    notes: tuple[str, ...]
    entries: tuple[Entry, ...]
    is_session: bool


@dataclass(frozen=True)
class Preview:
    """What one sample patient would get; totals as (least, most): without and with the texts that only some patients get."""

    sample: Sample
    entries: tuple[Entry, ...]
    weeks: tuple[tuple[Day, ...], ...]
    segments: tuple[int, int]
    cost: tuple[Decimal, Decimal]


def preview(timeline: Timeline, sample: Sample, practice: Practice, *, price: Decimal) -> Preview:
    """Return every text that `sample` would get; `price` is what the carrier takes for a segment, in the clinic's money."""
    session, zone = sample.performed_at, sample.zone
    rows = plan(timeline, performed_at=session, zone=zone, window=practice.daytime, now=session)
    due = {row.step: row.due_at for row in rows}
    entries = tuple(_entry(timeline.step(row.step), row, due, sample, practice, price) for row in rows)
    counts = _between(entries)
    return Preview(sample, entries, _weeks(entries, sample, practice), counts, (counts[0] * price, counts[1] * price))


def _between(entries: Iterable[Entry]) -> tuple[int, int]:
    """Return the least and the most segments that one patient may get."""
    sent = sum(entry.segments for entry in entries if entry.state == SENT)
    return sent, sent + sum(entry.segments for entry in entries if entry.state == CONDITIONAL)


def filled(text: str, numbers: Mapping[str, str]) -> str:
    """Return a text as a phone shows it; a placeholder that `numbers` has no value for stays as it is written."""
    return text.format_map(_Known(numbers))


class _Known(dict):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _entry(step: Step, row: Planned, due: Mapping[str, datetime], sample: Sample, practice: Practice, price: Decimal) -> Entry:
    text = filled(step.text, practice.numbers)
    count = segments(text)
    base = due[step.after] if step.after else sample.performed_at
    state = SKIPPED if row.status == "skipped" else CONDITIONAL if step.is_conditional else SENT
    return Entry(
        step=step,
        at=row.due_at.astimezone(sample.zone),
        expires_at=row.expires_at.astimezone(sample.zone),
        text=text,
        segments=count,
        cost=count * price,
        state=state,
        reason=row.reason,
        moved=row.due_at - base - step.offset,
    )


def _weeks(entries: tuple[Entry, ...], sample: Sample, practice: Practice) -> tuple[tuple[Day, ...], ...]:
    """Return whole weeks, Monday first, from the session's to that of the last text."""
    session = sample.performed_at.astimezone(sample.zone).date()
    last = max([session, *(entry.at.date() for entry in entries)])
    monday = session - timedelta(days=session.weekday())
    days = (last - monday).days // WEEK * WEEK + WEEK
    changes = clock_changes(sample.zone, monday, days)
    every = [_day(monday + timedelta(days=number), session, entries, practice, changes) for number in range(days)]
    return tuple(tuple(every[start : start + WEEK]) for start in range(0, days, WEEK))


def _day(day: date, session: date, entries: tuple[Entry, ...], practice: Practice, changes: Mapping[date, str]) -> Day:
    here = tuple(sorted((entry for entry in entries if entry.at.date() == day), key=lambda entry: entry.at))
    notes = [changes[day]] if day in changes else []
    if closed := practice.closed(day):
        notes.append("clinic closed" if closed == "closed" else f"{closed}: clinic closed")
    return Day(day, tuple(notes), here, day == session)
