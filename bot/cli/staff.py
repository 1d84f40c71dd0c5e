"""`python -m bot staff add`: an account for the console, with a one-time link to set its password."""

import argparse

from bot import rights, settings, staff
from bot.cli import record


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("staff", help="add a staff account")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    add = actions.add_parser("add", help="a staff account; prints a one-time set-password link")
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--clinic", required=True, metavar="SLUG")
    add.add_argument("--role", required=True, help=f"one of {', '.join(rights.ROLES)}")
    add.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    public_url = settings.load().public_url
    with record.writing() as (session, now):
        clinic = record.clinic(session, arguments.clinic)
        token = staff.add(session, email=arguments.email, clinic=clinic, role=arguments.role, now=now)
    print(f"{public_url}/console/set-password/{token}")  # noqa: T201
    return 0
