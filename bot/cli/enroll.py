"""`python -m bot enroll`: a patient and a session, with the check-ins planned."""

import argparse
import json
from datetime import datetime

from bot import enrolment
from bot.cli import record
from bot.errors import InputError
from bot.patient_details import CONSENT_SOURCES


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("enroll", help="a patient and a session; plans its check-ins")
    parser.add_argument("--clinic", required=True, metavar="SLUG")
    parser.add_argument("--phone", required=True, metavar="+E164", help="the patient's phone")
    parser.add_argument("--performed-at", required=True, metavar="ISO8601", help="when the session ended, with its zone")
    parser.add_argument("--timezone", metavar="ZONE", help="the patient's zone; the clinic's where left out")
    parser.add_argument("--procedure", metavar="SLUG", help="the clinic's default where left out")
    parser.add_argument("--name", help="the patient's name, for staff")
    parser.add_argument("--consent", default=enrolment.BY_CLINIC, metavar="SOURCE", choices=sorted(CONSENT_SOURCES),
                        help="how they agreed to be texted (default: recorded by the clinic at enrolment)")  # fmt: skip
    parser.add_argument("--consent-words", default="", metavar="WORDS", help="and in what words")
    parser.set_defaults(func=run)


def moment(text: str) -> datetime:
    """Return an ISO 8601 text as a datetime; a final Z is understood. InputError when it is none."""
    try:
        return datetime.fromisoformat(text.strip().upper().replace("Z", "+00:00"))
    except ValueError:
        raise InputError(f"{text!r} is not a moment: write it as 2024-05-01T14:00+01:00") from None


def run(arguments: argparse.Namespace) -> int:
    performed_at = moment(arguments.performed_at)
    with record.writing() as (session, now):
        done = enrolment.enroll(
            session,
            clinic=record.clinic(session, arguments.clinic),
            phone=arguments.phone,
            performed_at=performed_at,
            timezone=arguments.timezone,
            procedure=arguments.procedure,
            name=arguments.name,
            now=now,
            consent_source=arguments.consent,
            consent_words=arguments.consent_words,
        )
        result = {"patient_id": done.patient.id, "session_id": done.session.id, "clinic_phone": done.clinic.phone}
    print(json.dumps(result))  # noqa: T201
    return 0
