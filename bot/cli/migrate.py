"""`python -m bot migrate`: bring the database to the current schema."""

import argparse

from sqlalchemy.exc import OperationalError

from bot import db, settings
from bot.errors import BotError


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    subparsers.add_parser("migrate", help="bring the database to the current schema").set_defaults(func=run)


def run(_: argparse.Namespace) -> int:
    try:
        db.migrate(settings.database_url())
    except OperationalError as error:
        raise BotError(f"the database did not answer ({type(error.orig).__name__}): check DATABASE_URL") from None
    return 0
