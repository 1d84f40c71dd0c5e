"""Times in words, as staff read them: the clock of a place, how long ago, how long left, how far into recovery."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

#: From here on a recovery is counted in days alone.
HOURS_COUNT_UNTIL = 14 * 24


@dataclass(frozen=True)
class Moments:
    """Words for moments (aware) in one zone, seen from `now`."""

    zone: ZoneInfo
    now: datetime

    def clock(self, moment: datetime) -> str:
        """Return the time of day: "14:05"."""
        return f"{moment.astimezone(self.zone):%H:%M}"

    def day(self, moment: datetime) -> str:
        """Return the date: "Today", "Yesterday", "Tue 4 Mar", with the year when it is another one."""
        local, today = moment.astimezone(self.zone), self.now.astimezone(self.zone)
        near = {0: "Today", -1: "Yesterday", 1: "Tomorrow"}
        if name := near.get((local.date() - today.date()).days):
            return name
        year = f" {local.year}" if local.year != today.year else ""
        return f"{local:%a} {local.day} {local:%b}{year}"

    def full(self, moment: datetime) -> str:
        """Return date and time: "Today 14:05"."""
        return f"{self.day(moment)} {self.clock(moment)}"

    def at(self, moment: datetime) -> str:
        """Return a moment for the middle of a sentence: "11:00 today", "18:00 on Fri 6 Mar"."""
        day = self.day(moment)
        return f"{self.clock(moment)} {day.lower() if day.isalpha() else f'on {day}'}"

    def typed(self, moment: datetime) -> str:
        """Return a moment as a field for day and time holds it: "2026-03-05T14:05"."""
        return f"{moment.astimezone(self.zone):%Y-%m-%dT%H:%M}"

    def ago(self, moment: datetime) -> str:
        """Return how long ago: "just now", "12 min ago", "3 days ago"."""
        passed = self.now - moment
        return "just now" if passed < timedelta(minutes=1) else f"{length(passed)} ago"

    def waited(self, since: datetime) -> str:
        """Return how long something has been waiting: "0 min", "12 min"."""
        return length(max(self.now - since, timedelta()))

    def left(self, due: datetime) -> str:
        """Return what is left of a promise: "48 min left", or "12 min late"."""
        rest = due - self.now
        if abs(rest) < timedelta(minutes=1):
            return "due now"
        return f"{length(rest)} left" if rest > timedelta() else f"{length(-rest)} late"

    def is_late(self, due: datetime) -> bool:
        """Return whether a promise was broken."""
        return due < self.now


def length(span: timedelta) -> str:
    """Return a length of time to the precision that matters: "1 min", "5 h", "3 days"."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"


def hours_since(performed_at: datetime, at: datetime) -> float:
    """Return the hours from the end of the session to a moment; negative before it."""
    return (at - performed_at).total_seconds() / 3600


def recovery(performed_at: datetime | None, at: datetime) -> str:
    """Return how far into recovery a moment is, days being 24 h from the session: "Hour 5", "Day 3, hour 74"."""
    if performed_at is None:
        return "No session on file"
    hours = hours_since(performed_at, at)
    if hours < 0:
        return f"Session in {length(performed_at - at)}"
    if hours < 24:
        return f"Hour {int(hours)}"
    return f"Day {int(hours // 24)}, hour {int(hours)}" if hours < HOURS_COUNT_UNTIL else f"Day {int(hours // 24)}"
