"""A session's check-ins on a calendar, week by week, by the patient's own clock. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.models import TreatmentSession
from bot.web.console.moments import Moments
from bot.web.console.recovery import PlannedText

#: A calendar of more weeks than this is no help: it begins with the session.
MOST_WEEKS = 8
WEEK = 7


@dataclass(frozen=True)
class Item:
    """Something on a day: when, what, how it stands ("session", "done", "wait", "none", "bad") and where it is told in full."""

    clock: str
    words: str
    kind: str
    status: str
    anchor: str


@dataclass(frozen=True)
class Day:
    """One day: its number, with the month where one begins, and its whole date."""

    day: date
    label: str
    full: str
    is_today: bool
    is_past: bool
    items: list[Item] = field(default_factory=list)


def weeks(treatment: TreatmentSession | None, texts: Sequence[PlannedText], local: Moments) -> list[list[Day]]:
    """Return the weeks, Monday first, from the session to its last check-in; none without a session."""
    if treatment is None:
        return []
    by_day: dict[date, list[Item]] = defaultdict(list)
    for at, item in _items(treatment, texts, local):
        by_day[at].append(item)
    first = _monday(min(by_day))
    last = min(_monday(max(by_day)), first + timedelta(weeks=MOST_WEEKS - 1))
    count = (last - first).days // WEEK + 1
    return [[_day(first + timedelta(days=week * WEEK + day), by_day, local) for day in range(WEEK)] for week in range(count)]


def _items(treatment: TreatmentSession, texts: Sequence[PlannedText], local: Moments) -> list[tuple[date, Item]]:
    """Return what happens, in order."""
    began = Item(local.clock(treatment.performed_at), treatment.procedure.name, "session", "Session", "sessions")
    found: list[tuple[datetime, Item]] = [(treatment.performed_at, began)]
    for text in texts:
        told = Item(local.clock(text.row.due_at), text.step, text.status[1], text.status[0], f"check-in-{text.row.id}")
        found.append((text.row.due_at, told))
    ordered = sorted(found, key=lambda pair: pair[0])
    return [(at.astimezone(local.zone).date(), item) for at, item in ordered]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _day(day: date, by_day: dict[date, list[Item]], local: Moments) -> Day:
    today = local.now.astimezone(local.zone).date()
    label = f"{day.day} {day:%b}" if day.day == 1 or day.weekday() == 0 else str(day.day)
    return Day(day, label, f"{day:%A} {day.day} {day:%B}", day == today, day < today, by_day.get(day, []))
