"""`python -m bot patients`: patients and sessions out of a CSV file and into one."""

import argparse
import json
import sys
from pathlib import Path

from bot import audit, patient_files
from bot.cli import record
from bot.errors import InputError
from bot.patient_files import Brought, RowsRefused
from bot.patients_csv import MAX_BYTES, Checked, CheckedRow

ACTOR = "command line"
BAD_INPUT = 2


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("patients", help="patients and sessions out of a CSV file and into one")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    bring = actions.add_parser("import", help="bring a CSV file in: every row, or none")
    bring.add_argument("file", metavar="FILE", type=Path)
    bring.add_argument("--clinic", required=True, metavar="SLUG")
    bring.add_argument("--dry-run", action="store_true", help="say what is wrong with each row, and change nothing")
    bring.add_argument("--good-rows", action="store_true", help="bring the good rows in although others are bad")
    bring.set_defaults(func=run_import)
    export = actions.add_parser("export", help="print every patient and session as CSV")
    export.add_argument("--clinic", required=True, metavar="SLUG")
    export.set_defaults(func=run_export)


def run_import(arguments: argparse.Namespace) -> int:
    """Print a line of JSON for each row; what is wrong is told on stderr, with exit status 2 where nothing came in for it."""
    content = _content(arguments.file)
    try:
        brought = _brought(arguments, content)
    except RowsRefused as refused:
        _tell(refused.checked)
        print(f"python -m bot patients import: {refused}", file=sys.stderr)  # noqa: T201
        return BAD_INPUT
    _tell(brought.checked)
    for row in brought.checked.rows:
        print(json.dumps(_line(row, brought, arguments.dry_run), ensure_ascii=False))  # noqa: T201
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    with record.writing() as (session, now):
        clinic = record.clinic(session, arguments.clinic)
        text = patient_files.export(session, clinic)
        audit.record(session, at=now, actor=ACTOR, action="patients.export", target="patients", clinic_id=clinic.id)
    sys.stdout.write(text)
    return 0


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from None


def _brought(arguments: argparse.Namespace, content: bytes) -> Brought:
    with record.writing() as (session, now):
        clinic = record.clinic(session, arguments.clinic)
        # A dry run does everything and takes it back, so that it cannot tell anything else than what would happen.
        trial = session.begin_nested()
        brought = patient_files.bring_in(session, clinic, content, now=now, actor=ACTOR, good_rows=arguments.good_rows)
        if arguments.dry_run:
            trial.rollback()
    return brought


def _tell(checked: Checked) -> None:
    for line in (*checked.table.remarks, *checked.problems()):
        print(f"python -m bot patients import: {line}", file=sys.stderr)  # noqa: T201


def _line(row: CheckedRow, brought: Brought, is_trial: bool) -> dict[str, object]:
    """Return what became of a row: "imported", with the ids, "would be imported", or "left out"."""
    if row.line not in brought.rows:
        return {"line": row.line, "status": "left out", "problems": [" ".join(each).strip() for each in row.problems]}
    if is_trial:
        return {"line": row.line, "status": "would be imported", "notes": row.notes}
    patient_id, session_id = brought.rows[row.line]
    return {"line": row.line, "status": "imported", "patient_id": patient_id, "session_id": session_id, "notes": row.notes}
