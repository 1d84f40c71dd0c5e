"""`python -m bot staff …`: an account for the console, a new link for a forgotten password, help for a lost phone.

Accounts live by the machine's clock, as sessions and locks do: moving a demo's time must not make a link run out.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import rights, second_factor, settings, staff
from bot.cli import record
from bot.clock import SystemClock
from bot.errors import NotFound


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("staff", help="staff accounts")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    add = actions.add_parser("add", help="a staff account; prints a one-time set-password link")
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--clinic", required=True, metavar="SLUG")
    add.add_argument("--role", required=True, help=f"one of {', '.join(rights.ROLES)}")
    add.add_argument("--name")
    add.set_defaults(func=run)
    for name, what, told in (
        ("link", link, "a new one-time set-password link, for a forgotten password or an account that is locked"),
        ("second-factor-off", second_factor_off, "switch off the second factor of somebody who lost phone and recovery codes"),
    ):
        action = actions.add_parser(name, help=told)
        action.add_argument("email", metavar="EMAIL")
        action.set_defaults(func=what)


def run(arguments: argparse.Namespace) -> int:
    public_url = settings.load().public_url
    with _writing() as (session, now):
        clinic = record.clinic(session, arguments.clinic)
        token = staff.add(session, email=arguments.email, clinic=clinic, role=arguments.role, now=now, name=arguments.name)
    print(f"{public_url}/console/set-password/{token}")  # noqa: T201
    return 0


def link(arguments: argparse.Namespace) -> int:
    public_url = settings.load().public_url
    with _writing() as (session, now):
        account = _account(session, arguments.email)
        token = staff.renew_link(account, now)
        staff.record(session, account, "command line", "staff.link", now)
    print(f"{public_url}/console/set-password/{token}")  # noqa: T201
    return 0


def second_factor_off(arguments: argparse.Namespace) -> int:
    with _writing() as (session, now):
        account = _account(session, arguments.email)
        second_factor.switch_off(session, account)
        staff.end_sessions(session, account, now)
        staff.record(session, account, "command line", "staff.second_factor_off", now)
    return 0


@contextmanager
def _writing() -> Iterator[tuple[Session, datetime]]:
    with record.writing() as (session, _):
        yield session, SystemClock().now()


def _account(session: Session, email: str) -> Any:
    account = staff.find(session, email)
    if account is None:
        raise NotFound(f"there is no staff account {email!r}")
    return account
