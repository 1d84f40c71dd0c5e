"""`python -m bot clinic add`: a clinic with the default protocol and timeline published."""

import argparse
import json

from bot import enrolment
from bot.cli import record


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("clinic", help="add a clinic")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    add = actions.add_parser("add", help="a clinic with the default protocol and timeline published")
    add.add_argument("slug", metavar="SLUG", help="its short name, such as high-street")
    add.add_argument("--name", required=True, help="its name as patients know it")
    add.add_argument("--phone", required=True, metavar="+E164", help="the number that patients text")
    add.add_argument("--timezone", required=True, metavar="ZONE", help="such as Europe/London")
    add.add_argument("--country", metavar="CC", help="decides the emergency number; read from the phone where left out")
    add.add_argument("--on-call", metavar="+E164", help="the phone that urgent cases and emergencies are texted to")
    add.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    with record.writing() as (session, now):
        clinic = enrolment.add_clinic(
            session,
            slug=arguments.slug,
            name=arguments.name,
            phone=arguments.phone,
            timezone=arguments.timezone,
            country=arguments.country,
            on_call=arguments.on_call,
            now=now,
            published_by="command line",
        )
        result = {"clinic_id": clinic.id, "slug": clinic.slug, "phone": clinic.phone, "emergency_number": clinic.emergency_number}
    print(json.dumps(result))  # noqa: T201
    return 0
