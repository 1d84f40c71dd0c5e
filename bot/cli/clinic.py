"""`python -m bot clinic`: a clinic added; its settings, protocols and timelines as files, and back."""

import argparse
import json
import sys
from pathlib import Path

from bot import clinic_files, enrolment
from bot.cli import record
from bot.clinic_files import FilesRefused, Outcome
from bot.errors import InputError

ACTOR = "command line"
BAD_INPUT = 2
#: Of who approves a text.
LONGEST_NAME = 120


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("clinic", help="add a clinic; its settings and texts as files, and back")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    _add_add(actions.add_parser("add", help="a clinic with the default protocol and timeline published"))
    _add_export(actions.add_parser("export", help="write settings, protocols and timelines as YAML files"))
    _add_import(actions.add_parser("import", help="bring such files in: all of it, or nothing"))


def _add_add(add: argparse.ArgumentParser) -> None:
    add.add_argument("slug", metavar="SLUG", help="its short name, such as high-street")
    add.add_argument("--name", required=True, help="its name as patients know it")
    add.add_argument("--phone", required=True, metavar="+E164", help="the number that patients text")
    add.add_argument("--timezone", required=True, metavar="ZONE", help="such as Europe/London")
    add.add_argument("--country", metavar="CC", help="decides the emergency number; read from the phone where left out")
    add.add_argument("--on-call", metavar="+E164", help="the phone that urgent cases and emergencies are texted to")
    add.set_defaults(func=run)


def _add_export(export: argparse.ArgumentParser) -> None:
    export.add_argument("slug", metavar="SLUG")
    export.add_argument("folder", metavar="DIR", type=Path, help="made where it is not there; such files in it are replaced")
    export.set_defaults(func=run_export)


def _add_import(bring: argparse.ArgumentParser) -> None:
    bring.add_argument("folder", metavar="DIR", type=Path, help="as export wrote it; clinic.yml says which clinic it is")
    bring.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    bring.add_argument("--also-running", action="store_true", help="carry changed timelines over to sessions that run already")
    bring.add_argument("--approved-by", default="", metavar="NAME", help="the clinician who answers for changed texts")
    bring.set_defaults(func=run_import)


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
            published_by=ACTOR,
        )
        result = {"clinic_id": clinic.id, "slug": clinic.slug, "phone": clinic.phone, "emergency_number": clinic.emergency_number}
    print(json.dumps(result))  # noqa: T201
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """Write the files and print their names."""
    with record.reading() as session:
        files = clinic_files.files_of(session, record.clinic(session, arguments.slug))
    clinic_files.write(arguments.folder, files)
    print(json.dumps({"clinic": arguments.slug, "files": sorted(files)}))  # noqa: T201
    return 0


def run_import(arguments: argparse.Namespace) -> int:
    """Do what the files say, or with --dry-run only tell; what is wrong with them is told line by line."""
    try:
        outcome = _import(arguments)
    except FilesRefused as refused:
        for problem in refused.problems:
            print(f"python -m bot clinic import: {problem}", file=sys.stderr)  # noqa: T201
        return BAD_INPUT
    for line in outcome.in_words():
        print(line)  # noqa: T201
    return 0


def _import(arguments: argparse.Namespace) -> Outcome:
    approver = " ".join(arguments.approved_by.split())
    if len(approver) > LONGEST_NAME or not approver.isprintable():
        raise InputError(f"--approved-by must be a name of at most {LONGEST_NAME} characters")
    files = clinic_files.read(arguments.folder)
    with record.writing() as (session, now):
        # A dry run does everything and takes it back, so that it cannot tell anything else than what would happen.
        trial = session.begin_nested()
        how = {"also_running": arguments.also_running, "approver": approver}
        outcome = clinic_files.apply(session, files, now=now, actor=ACTOR, **how)
        if arguments.dry_run:
            trial.rollback()
    return outcome
