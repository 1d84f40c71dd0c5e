"""`python -m bot number`: the numbers at which a clinic is reached, beside its own, as in a Messaging Service."""

import argparse
import json
from collections.abc import Callable

from bot import numbers
from bot.cli import record

ACTOR = "command line"
CHANGES: dict[str, tuple[Callable[..., str], str]] = {
    "add": (numbers.add, "texts to this number are the clinic's too, and whoever texts it is answered from it"),
    "remove": (numbers.remove, "give a number up: whoever texted it gets texts from the clinic's own"),
}


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("number", help="the numbers at which a clinic is reached, beside its own")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    for name, (_, told) in CHANGES.items():
        change = actions.add_parser(name, help=told)
        change.add_argument("phone", metavar="+E164")
        change.add_argument("--clinic", required=True, metavar="SLUG")
        change.set_defaults(func=run, action=name)
    listing = actions.add_parser("list", help="print them, the clinic's own first")
    listing.add_argument("--clinic", required=True, metavar="SLUG")
    listing.set_defaults(func=run_list)


def run(arguments: argparse.Namespace) -> int:
    with record.writing() as (session, now):
        clinic = record.clinic(session, arguments.clinic)
        CHANGES[arguments.action][0](session, clinic, arguments.phone, now, ACTOR)
        _tell(clinic.slug, numbers.of(session, clinic))
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    with record.reading() as session:
        clinic = record.clinic(session, arguments.clinic)
        _tell(clinic.slug, numbers.of(session, clinic))
    return 0


def _tell(slug: str, found: list[str]) -> None:
    print(json.dumps({"clinic": slug, "numbers": found}))  # noqa: T201
