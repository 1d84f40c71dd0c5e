"""Every open case on a slip of paper: enough to sort, filter and count all of them, whatever page of them is shown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func

from bot.levels import LEVELS
from bot.models import Audit, Escalation, Staff
from bot.web.console.desk import Desk

#: Looking at any of these is looking at what is new in a case.
LOOKS = ("case.view", "patient.view")


@dataclass(frozen=True)
class Slip:
    """What a case asks of us, and of whom."""

    id: int
    patient_id: int
    level: str
    opened_at: datetime
    due_at: datetime
    answered_at: datetime | None
    assigned_to: int | None
    snoozed_until: datetime | None
    #: Whether the newest text of the conversation is the patient's, and when it was written.
    is_our_turn: bool
    last_at: datetime | None
    #: When something last came from the patient, at the least the opening.
    news_at: datetime
    #: When somebody of the clinic last looked; None while nobody has.
    seen_at: datetime | None = None

    @property
    def targets(self) -> tuple[str, str]:
        """What the audit book calls the pages on which it can be looked at."""
        return f"case:{self.id}", f"patient:{self.patient_id}"

    @property
    def waits_since(self) -> datetime | None:
        """Since when the patient waits for a person: from the opening, or from writing again; None when it is their turn."""
        if self.answered_at is None:
            return self.opened_at
        return self.last_at if self.is_our_turn else None

    @property
    def is_new(self) -> bool:
        """Whether something came in that nobody has looked at."""
        return self.seen_at is None or self.news_at > self.seen_at

    def sleeps(self, now: datetime) -> bool:
        """Return whether it is put off still."""
        return self.snoozed_until is not None and self.snoozed_until > now

    def turn(self) -> tuple[int, bool, datetime, int]:
        """Return where it stands: the most serious first, in each level whoever waits for us first, then by promise."""
        return -LEVELS.index(self.level), self.waits_since is None, self.due_at, self.id


#: What a slip takes from the case as it is.
COLUMNS = {
    "id": Escalation.id,
    "patient_id": Escalation.patient_id,
    "level": Escalation.level,
    "opened_at": Escalation.opened_at,
    "due_at": Escalation.due_at,
    "answered_at": Escalation.first_answered_at,
    "assigned_to": Escalation.assigned_to,
    "snoozed_until": Escalation.snoozed_until,
}


class Viewer(NamedTuple):
    """For whom the cases are filtered, and when."""

    staff_id: int
    now: datetime
    #: Accounts that are closed: what was theirs is nobody's.
    gone: frozenset[int]


@dataclass(frozen=True)
class Filter:
    """One way to look at the open cases."""

    words: str
    shows: Callable[[Slip, Viewer], bool]
    #: What is said when there is nothing: a heading, and what will appear there.
    nothing: tuple[str, str]


def _awake(slip: Slip, viewer: Viewer) -> bool:
    return not slip.sleeps(viewer.now)


FILTERS: Mapping[str, Filter] = {
    "open": Filter(
        "Open",
        _awake,
        (
            "No open cases",
            "When a patient writes about a warning sign, or asks for a person, the case appears here by itself. "
            "Emergencies and urgent cases also text the on-call phone.",
        ),
    ),
    "mine": Filter(
        "Mine",
        lambda slip, viewer: _awake(slip, viewer) and slip.assigned_to == viewer.staff_id,
        ("No case is yours", "Cases that you take, or that a colleague gives you, are listed here. Take one on its page."),
    ),
    "unassigned": Filter(
        "Unassigned",
        lambda slip, viewer: _awake(slip, viewer) and (slip.assigned_to is None or slip.assigned_to in viewer.gone),
        ("Every case has somebody", "New cases belong to nobody yet and are listed here until somebody takes them."),
    ),
    "waiting": Filter(
        "Waiting for patient",
        lambda slip, viewer: _awake(slip, viewer) and slip.waits_since is None,
        ("No answer is awaited", "Answered cases wait here until the patient writes again or somebody resolves them."),
    ),
    "snoozed": Filter(
        "Snoozed",
        lambda slip, viewer: slip.sleeps(viewer.now),
        ("Nothing is put off", "Snoozed cases wait here. They come back at their time, or when the patient writes again."),
    ),
}  # fmt: skip


class Count(NamedTuple):
    """How many cases a filter shows, and in how many of them there is something that nobody has looked at."""

    all: int
    new: int


def slips(desk: Desk) -> list[Slip]:
    """Return a slip for every open case of the clinic, in turn. Two queries, however many there are."""
    found = [_slip(row) for row in desk.session.execute(desk.open_cases(*COLUMNS.values()))]
    seen = _looks(desk, (target for slip in found for target in slip.targets))
    looked = (replace(slip, seen_at=max((seen[one] for one in slip.targets if one in seen), default=None)) for slip in found)
    return sorted(looked, key=Slip.turn)


def _slip(row: Sequence[Any]) -> Slip:
    *facts, direction, last_at, written_at = row
    known = dict(zip(COLUMNS, facts, strict=True))
    news_at = max(known["opened_at"], written_at or known["opened_at"])
    return Slip(**known, is_our_turn=direction == "in", last_at=last_at, news_at=news_at)


def _looks(desk: Desk, targets: Iterable[str]) -> dict[str, datetime]:
    """Return when somebody last looked at each of `targets` ("case:7", "patient:3"), as the audit book has it."""
    looked = desk.rows(Audit, Audit.target, func.max(Audit.at)).where(Audit.target.in_(set(targets)), Audit.action.in_(LOOKS))
    return dict(desk.session.execute(looked.group_by(Audit.target)).all())


def counts(found: Iterable[Slip], viewer: Viewer) -> dict[str, Count]:
    """Return how many cases each filter shows."""
    shown = {name: [slip for slip in found if one.shows(slip, viewer)] for name, one in FILTERS.items()}
    return {name: Count(len(some), sum(slip.is_new for slip in some)) for name, some in shown.items()}


def viewer(desk: Desk, people: Mapping[int, Staff]) -> Viewer:
    """Return for whom this desk shows cases."""
    return Viewer(desk.staff.id, desk.now, frozenset(key for key, one in people.items() if one.disabled_at is not None))
