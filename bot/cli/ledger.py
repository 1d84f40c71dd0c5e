"""`python -m bot ledger PHONE`: what became of every check-in, as JSON lines."""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import phones
from bot.cli import record
from bot.models import CheckIn, Message, Patient


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("ledger", help="what became of every check-in of a phone, as JSON lines")
    parser.add_argument("phone", metavar="PHONE")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    phone = phones.parse(arguments.phone)
    with record.reading() as session:
        lines = [json.dumps(line) for line in entries(session, phone)]
    if not lines:
        print("this number has no check-ins", file=sys.stderr)  # noqa: T201
    for line in lines:
        print(line)  # noqa: T201
    return 0


def entries(session: Session, phone: str) -> Iterator[dict[str, Any]]:
    """Yield one line for each check-in of this phone, by when it is due."""
    theirs = (
        select(CheckIn, Message.sent_at)
        .join(Patient, Patient.id == CheckIn.patient_id)
        .outerjoin(Message, Message.id == CheckIn.message_id)
        .where(Patient.phone == phone)
        .order_by(CheckIn.due_at, CheckIn.id)
    )
    for check_in, sent_at in session.execute(theirs):
        yield {
            "step": check_in.step,
            "due_at": check_in.due_at.isoformat(),
            "status": check_in.status,
            "reason": check_in.reason,
            # A text that still waits in our outbox has not been handed to the carrier.
            "message_id": check_in.message_id if sent_at else None,
        }
