"""`python -m bot transcript PHONE`: what was said, as JSON lines, oldest first."""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from bot import phones
from bot.cli import record
from bot.levels import worst
from bot.models import Message, Patient


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("transcript", help="what a phone and the clinic have said to each other, as JSON lines")
    parser.add_argument("phone", metavar="PHONE")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    phone = phones.parse(arguments.phone)
    with record.reading() as session:
        lines = [json.dumps(line, ensure_ascii=False) for line in entries(session, phone)]
    if not lines:
        print("this number has no messages", file=sys.stderr)  # noqa: T201
    for line in lines:
        print(line)  # noqa: T201
    return 0


def entries(session: Session, phone: str) -> Iterator[dict[str, Any]]:
    """Yield every text between this phone and its clinic, oldest first. Alerts to staff are no part of it."""
    asked = aliased(Message)
    said = (
        select(Message, asked.urgency)
        .join(Patient, Patient.id == Message.patient_id)
        .outerjoin(asked, asked.id == Message.reply_to_id)
        .where(Patient.phone == phone, Message.sender != "alert")
        .order_by(Message.created_at, Message.id)
    )
    for message, asked_urgency in session.execute(said):
        yield _entry(message, asked_urgency or "none")


def _entry(message: Message, asked_urgency: str) -> dict[str, Any]:
    return {
        "at": message.created_at.isoformat(),
        "sent_at": message.sent_at.isoformat() if message.sent_at else None,
        "direction": message.direction,
        "text": message.text,
        "status": message.status,
        "sender": message.sender,
        "topics": message.topics or list(dict.fromkeys(answer["topic"] for answer in message.answers or [])),
        "urgency": worst(message.urgency, asked_urgency),
    }
