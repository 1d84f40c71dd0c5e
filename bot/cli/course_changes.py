"""What the commands share that change a patient's course: a dry run, the choice for late check-ins, the JSON lines."""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import sessions
from bot.models import Patient
from bot.sessions import SEND, SKIP, Change, Choices, Intention, Preview

ACTOR = "command line"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add --late and --dry-run."""
    told = "a check-in that is due already leaves at the next moment of the clinic's daytime (send), or never (skip)"
    parser.add_argument("--late", choices=[SEND, SKIP], default=SEND, help=f"{told}; send where left out")
    parser.add_argument("--dry-run", action="store_true", help="only say what would happen")


def carry_out(
    session: Session, patient: Patient, wanted: Intention, now: datetime, arguments: argparse.Namespace
) -> Preview:
    """Do what is wanted, or with --dry-run only work it out."""
    choices = Choices(usual=arguments.late)
    if arguments.dry_run:
        return sessions.preview(session, patient, wanted, now, choices)
    return sessions.apply(session, patient, wanted, now=now, actor=ACTOR, choices=choices)


def tell(found: Preview) -> int:
    """Print a line for each check-in that changes, and return the exit status."""
    if found.is_nothing:
        print("nothing to change: all stands so already", file=sys.stderr)  # noqa: T201
    for line in lines(found):
        print(json.dumps(line))  # noqa: T201
    return 0


def lines(found: Preview) -> Iterator[dict[str, Any]]:
    """Yield the changed check-ins; moments in the patient's zone, before and after."""
    was, becomes = found.before.zone, found.after.zone
    for change in found.changed:
        yield {
            "session_id": change.session_id,
            "step": change.step,
            "change": change.what,
            "was_due": _local(change.was_due, was),
            "becomes_due": _local(_becomes(change), becomes),
            "status": change.status,
            "reason": change.reason,
        }


def _becomes(change: Change) -> datetime | None:
    """Return when it goes out now: a late one when it would leave, one that ends never."""
    if change.status not in ("planned", "held"):
        return None
    return change.goes_at or change.becomes_due


def _local(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return moment.astimezone(zone).isoformat() if moment else None
