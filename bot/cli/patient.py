"""`python -m bot patient pause|resume|discharge PHONE --clinic SLUG`: whether check-ins go out, with what becomes of each."""

import argparse

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import phones
from bot.cli import course_changes, record
from bot.errors import NotFound
from bot.models import Clinic, Patient
from bot.sessions import Discharge, Intention, Pause, Resume

#: What each action wants, and what it is for.
ACTIONS: dict[str, tuple[Intention, str]] = {
    "pause": (Pause(), "no check-in goes out until they are resumed; texts are answered as ever"),
    "resume": (Resume(), "the end of a pause or a discharge: what is still worth sending is planned again"),
    "discharge": (Discharge(), "the aftercare has ended: no further check-in; texts are answered as ever"),
}


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("patient", help="pause, resume or end a patient's check-ins")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    for name, (_, told) in ACTIONS.items():
        action = actions.add_parser(name, help=told)
        action.add_argument("phone", metavar="PHONE")
        action.add_argument("--clinic", required=True, metavar="SLUG")
        course_changes.add_options(action)
        action.set_defaults(func=run, action=name)


def run(arguments: argparse.Namespace) -> int:
    with record.writing() as (session, now):
        clinic = record.clinic(session, arguments.clinic)
        patient = _patient(session, clinic, phones.parse(arguments.phone, clinic.country))
        found = course_changes.carry_out(session, patient, ACTIONS[arguments.action][0], now, arguments)
    return course_changes.tell(found)


def _patient(session: Session, clinic: Clinic, phone: str) -> Patient:
    wanted = select(Patient).where(Patient.clinic_id == clinic.id, Patient.phone == phone)
    found = session.execute(wanted).scalar_one_or_none()
    if found is None:
        raise NotFound(f"{clinic.slug} has no patient with this number")
    return found
