"""`python -m bot session move|cancel`: another time for a session, or none, with what becomes of its check-ins as JSON lines."""

import argparse

from sqlalchemy.orm import Session

from bot import sessions
from bot.cli import course_changes, record
from bot.cli.enroll import moment
from bot.errors import NotFound
from bot.models import TreatmentSession
from bot.sessions import Cancel, Move


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("session", help="move or cancel a session; prints what becomes of each check-in")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    move = _action(actions, "move", "the session was, or will be, at another time")
    move.add_argument("--to", required=True, metavar="ISO8601", help="when the session ended, with its zone")
    move.set_defaults(func=run_move)
    cancel = _action(actions, "cancel", "the session does not count; its check-ins to come are cancelled")
    cancel.add_argument("--reason", required=True, choices=sorted(sessions.ENDINGS))
    cancel.set_defaults(func=run_cancel)


def _action(actions: argparse._SubParsersAction, name: str, told: str) -> argparse.ArgumentParser:
    action = actions.add_parser(name, help=told)
    action.add_argument("session_id", metavar="SESSION_ID", type=int)
    course_changes.add_options(action)
    return action


def run_move(arguments: argparse.Namespace) -> int:
    to = moment(arguments.to)
    return _run(arguments, Move(arguments.session_id, to))


def run_cancel(arguments: argparse.Namespace) -> int:
    return _run(arguments, Cancel(arguments.session_id, arguments.reason))


def _run(arguments: argparse.Namespace, wanted: Move | Cancel) -> int:
    with record.writing() as (session, now):
        treatment = _treatment(session, arguments.session_id)
        found = course_changes.carry_out(session, treatment.patient, wanted, now, arguments)
    return course_changes.tell(found)


def _treatment(session: Session, key: int) -> TreatmentSession:
    found = session.get(TreatmentSession, key) if 0 < key < 2**31 else None
    if found is None:
        raise NotFound(f"there is no session {key}; enroll prints each session's number")
    return found
