"""Rows against each other and against what is on file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.patients_csv.rows import ReadRow, Surroundings, read_row
from bot.patients_csv.table import Table

CheckedRow = ReadRow


@dataclass(frozen=True)
class KnownPatient:
    """Somebody who is on file under the phone of a row."""

    name: str | None
    timezone: str
    opted_out: bool = False
    discharged: bool = False
    #: Procedure and moment of each session on file that stands.
    sessions: frozenset[tuple[str, datetime]] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Checked:
    """A file, looked at as a whole."""

    table: Table
    rows: list[CheckedRow]

    @property
    def good(self) -> list[CheckedRow]:
        """The rows that can be brought in."""
        return [row for row in self.rows if row.entry is not None]

    @property
    def bad(self) -> list[CheckedRow]:
        """The rows that cannot."""
        return [row for row in self.rows if row.entry is None]

    def problems(self) -> list[str]:
        """Return everything that is wrong, one line each."""
        return [f"line {row.line}: {f'{column} ' if column else ''}{told}" for row in self.bad for column, told in row.problems]


def phones_of(table: Table, around: Surroundings) -> list[str]:
    """Return the numbers that are in a file, to look them up at once."""
    return sorted({row.entry.phone for row in _read(table, around) if row.entry})


def check(table: Table, around: Surroundings, on_file: Mapping[str, KnownPatient]) -> Checked:
    """Return each row with what is wrong about it. `on_file` has the patients whose phones are in the file."""
    rows = _read(table, around)
    seen: dict[tuple[str, str, datetime], int] = {}
    called: dict[str, tuple[str, int]] = {}
    for row in rows:
        if row.entry:
            _against_the_file(row, seen, called)
        if row.entry and (known := on_file.get(row.entry.phone)):
            _against_the_record(row, known)
    return Checked(table, rows)


def _read(table: Table, around: Surroundings) -> list[CheckedRow]:
    return [read_row(row, around) for row in table.rows]


def _against_the_file(
    row: CheckedRow, seen: dict[tuple[str, str, datetime], int], called: dict[str, tuple[str, int]]
) -> None:
    entry = row.entry
    assert entry is not None  # asked by the caller
    if entry.key in seen:
        _refuse(row, "", f"is the same session as line {seen[entry.key]}: take one of them out")
        return
    if entry.name:
        name, line = called.setdefault(entry.phone, (entry.name, row.line))
        if not _alike(name, entry.name):
            _refuse(row, "phone", f"is {name}'s on line {line}: two people cannot share a phone here")
            return
    seen[entry.key] = row.line


def _against_the_record(row: CheckedRow, known: KnownPatient) -> None:
    entry = row.entry
    assert entry is not None  # asked by the caller
    if (entry.procedure, entry.performed_at) in known.sessions:
        _refuse(row, "", "this session is on file already: take the row out, there is nothing to bring in")
    elif entry.name and known.name and not _alike(entry.name, known.name):
        _refuse(row, "name", f"this phone is on file as {known.name}: correct the row, or the patient in the console")
    else:
        row.notes += _known(entry.timezone, known)


def _known(timezone: str | None, known: KnownPatient) -> list[str]:
    notes = ["is on file already: the session is added"]
    if known.opted_out:
        notes.append("has opted out of texts: nothing is sent until they text START")
    if known.discharged:
        notes.append("their aftercare was ended by staff")
    if timezone and timezone != known.timezone:
        notes.append(f"moves from {known.timezone} to {timezone}")
    return notes


def _refuse(row: CheckedRow, column: str, told: str) -> None:
    row.problems.append((column, told))
    row.entry, row.notes = None, []


def _alike(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
