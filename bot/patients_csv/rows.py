"""One row, from cells to what they mean; each cell that cannot be used is told with how to write it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.errors import InputError
from bot.patients_csv import cells
from bot.patients_csv.cells import Consent
from bot.patients_csv.table import Row


@dataclass(frozen=True)
class Surroundings:
    """What a row is read against."""

    now: datetime
    #: The clinic's own.
    country: str
    timezone: str
    phone: str
    default_procedure: str
    #: Name by short name.
    procedures: Mapping[str, str]
    #: In words by key: how a consent may have been given.
    consent_sources: Mapping[str, str]
    #: A session further away than this, either way, is a slip.
    furthest: timedelta
    #: From here on no check-in is left to send.
    lasts: timedelta = timedelta(days=28)


@dataclass(frozen=True)
class Entry:
    """A row that can be used."""

    name: str | None
    phone: str
    #: None: the clinic's, or the one on file.
    timezone: str | None
    procedure: str
    performed_at: datetime
    other_contact: str | None
    consent: Consent

    @property
    def key(self) -> tuple[str, str, datetime]:
        """What makes two rows the same session."""
        return self.phone, self.procedure, self.performed_at


@dataclass
class ReadRow:
    """What came of a row: an entry where nothing is wrong; problems by column ("" for the row as a whole), and notes."""

    line: int
    cells: Mapping[str, str]
    entry: Entry | None = None
    problems: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_row(row: Row, around: Surroundings) -> ReadRow:
    """Return what a row means, or everything that is wrong with it."""
    found = ReadRow(row.line, {name: cells.plain(cell) for name, cell in row.cells.items()})
    if row.problem:
        found.problems.append(("", row.problem))
        return found
    taken: dict[str, Any] = {}
    for column, check in _checks(around).items():
        try:
            taken[column] = check(found.cells[column])
        except InputError as error:
            found.problems.append((column, str(error)))
    taken.pop("opted_out", None)
    if not found.problems:
        found.entry = Entry(**taken)
        found.notes += _notes(found.entry, around)
    return found


def _checks(around: Surroundings) -> dict[str, Callable[[str], Any]]:
    return {
        "name": cells.name,
        "phone": lambda cell: cells.phone(cell, around.country, around.phone),
        "timezone": cells.timezone,
        "procedure": lambda cell: cells.procedure(cell, around.procedures, around.default_procedure),
        "performed_at": lambda cell: cells.performed_at(cell, around.timezone, around.now, around.furthest),
        "other_contact": cells.other_contact,
        "consent": lambda cell: cells.consent(cell, around.consent_sources, around.timezone, around.now),
        "opted_out": cells.opted_out,
    }


def _notes(entry: Entry, around: Surroundings) -> list[str]:
    ago = around.now - entry.performed_at
    if ago < timedelta():
        return ["the session lies ahead: check-ins begin after it"]
    if ago > around.lasts:
        return [f"the session was {ago.days} days ago: no check-in is left to send"]
    return []
