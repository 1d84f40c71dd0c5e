"""`python -m bot ledger`: what became of every check-in of a phone, its whole life if wanted; and whether it all adds up."""

import argparse
import csv
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import ledger, phones, reconciling, settings
from bot.cli import record
from bot.errors import InputError
from bot.models import CheckIn, Clinic, Message, Patient

DOES_NOT_ADD_UP = 1
#: A spreadsheet would take a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("ledger", help="what became of every check-in of a phone, as JSON lines")
    parser.add_argument("phone", metavar="PHONE", nargs="?")
    parser.add_argument("--events", action="store_true", help="every line of their lives: when, what, why, by whom")
    parser.add_argument("--csv", action="store_true", help="as CSV with a header")
    parser.add_argument("--check", action="store_true", help="reckon every clinic's ledger now; status 1 if one does not add up")
    parser.add_argument("--clinic", metavar="SLUG", help="with --check: only this clinic's")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    if arguments.check:
        return check(arguments)
    if arguments.phone is None or arguments.clinic:
        raise InputError("say whose check-ins: ledger PHONE, or ledger --check [--clinic SLUG]")
    phone = phones.parse(arguments.phone)
    with record.reading() as session:
        lines = list((life if arguments.events else entries)(session, phone))
    if not lines:
        print("this number has no check-ins", file=sys.stderr)  # noqa: T201
    tell(lines, arguments.csv)
    return 0


def check(arguments: argparse.Namespace) -> int:
    """Reckon now, write it down and tell it; return 1 where something does not add up."""
    if arguments.phone or arguments.events:
        raise InputError("--check looks at clinics: leave PHONE and --events out")
    now = settings.load_clock().now()
    with record.reading() as session:
        reconciling.steady(session)
        wanted = record.clinic(session, arguments.clinic).id if arguments.clinic else None
        clinics = select(Clinic.id).order_by(Clinic.slug)
        keys = [wanted] if wanted else session.execute(clinics).scalars().all()
        found = [reconciling.reckon(session, key, now) for key in keys]
    with record.writing() as (session, _):
        for one in found:
            reconciling.keep(session, one)
    tell([reckoned(one) for one in found], arguments.csv)
    return DOES_NOT_ADD_UP if any(one.mismatches for one in found) else 0


def reckoned(found: reconciling.Reckoning) -> dict[str, Any]:
    """Return a reckoning as a line."""
    told = asdict(found) | {"clinic": found.slug, "at": found.at.isoformat(), "adds_up": not found.mismatches}
    return {name: told[name] for name in ("clinic", "at", "adds_up", "planned", "still_open", "endings", "mismatches")}


def tell(lines: Sequence[dict[str, Any]], as_csv: bool) -> None:
    """Print lines as JSON, or as CSV with a header."""
    if not as_csv:
        sys.stdout.writelines(f"{json.dumps(line)}\n" for line in lines)
    elif lines:
        table = csv.DictWriter(sys.stdout, list(lines[0]), lineterminator="\n")
        table.writeheader()
        table.writerows({name: cell(value) for name, value in line.items()} for line in lines)


def cell(value: Any) -> Any:
    """Return a value as a spreadsheet may have it."""
    if isinstance(value, dict | list):
        return json.dumps(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def entries(session: Session, phone: str) -> Iterator[dict[str, Any]]:
    """Yield one line for each check-in of this phone, by when it is due."""
    for check_in, sent_at in session.execute(_theirs(phone)):
        yield {
            "step": check_in.step,
            "due_at": check_in.due_at.isoformat(),
            "status": check_in.status,
            "reason": check_in.reason,
            # A text that still waits in our outbox has not been handed to the carrier.
            "message_id": check_in.message_id if sent_at else None,
        }


def life(session: Session, phone: str) -> Iterator[dict[str, Any]]:
    """Yield every line in the lives of this phone's check-ins, as they were written."""
    steps = {check_in.id: check_in.step for check_in, _ in session.execute(_theirs(phone))}
    for line in ledger.life(session, list(steps)):
        yield {
            "check_in": line.check_in_id,
            "step": steps[line.check_in_id],
            "at": line.at.isoformat(),
            "status": line.status,
            "reason": line.reason,
            "due_at": line.due_at.isoformat(),
            "by": line.actor,
        }


def _theirs(phone: str) -> Any:
    return (
        select(CheckIn, Message.sent_at)
        .join(Patient, Patient.id == CheckIn.patient_id)
        .outerjoin(Message, Message.id == CheckIn.message_id)
        .where(Patient.phone == phone)
        .order_by(CheckIn.due_at, CheckIn.id)
    )
