"""What a change would do, before it is done, with a fingerprint by which the doing knows that nothing has changed since."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from bot.errors import InputError
from bot.sessions.change import Change, Choices
from bot.sessions.changes import changes
from bot.sessions.course import Course
from bot.sessions.intentions import Intention


class Outdated(InputError):
    """Something changed after the preview was made. Nothing was done."""

    def __init__(self) -> None:
        super().__init__("Something changed since this was worked out: a text went out, or somebody else changed it. Look again.")


@dataclass(frozen=True)
class Preview:
    """A change as a whole: the course before and after, and every check-in of the sessions concerned."""

    before: Course
    after: Course
    changes: tuple[Change, ...]
    fingerprint: str

    @property
    def is_nothing(self) -> bool:
        """Whether all stands as wanted already."""
        return self.before == self.after

    @property
    def changed(self) -> tuple[Change, ...]:
        """The check-ins that do not stay as they are."""
        return tuple(change for change in self.changes if change.is_change)

    @property
    def late(self) -> tuple[Change, ...]:
        """The check-ins for which there is a choice."""
        return tuple(change for change in self.changes if change.is_late)

    def counts(self) -> dict[str, int]:
        """Return how many check-ins there are of each kind of change; those that stay are left out."""
        return dict(Counter(change.what for change in self.changed))


def work_out(course: Course, intention: Intention, now: datetime, choices: Choices | None = None) -> Preview:
    """Return what `intention` would do to this course. InputError or NotFound where it cannot be done."""
    after = intention.after(course, now)
    if after == course:
        return Preview(course, course, (), _fingerprint(course, []))
    found = changes(course, after, now=now, because=intention.because, passed=intention.passed, choices=choices)
    return Preview(course, after, tuple(found), _fingerprint(course, found))


def _fingerprint(before: Course, found: list[Change]) -> str:
    standing = (before.zone.key, before.opted_out, before.paused, before.discharged)
    treatments = [(each.id, each.performed_at.isoformat(), each.ended) for each in before.treatments]
    marks = [change.mark() for change in found if change.is_change]
    return sha256(repr((standing, treatments, marks)).encode()).hexdigest()[:32]
