"""`python -m bot judgements export`: what staff said of our decisions, as labelled data without whose words they are."""

import argparse
import json
import sys
from pathlib import Path

from bot import audit, judgements
from bot.cli import record
from bot.errors import InputError

READ_IT = "names, numbers and dates are taken out by rules: read the file before it leaves the clinic"


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("judgements", help="what staff said of the companion's decisions")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    export = commands.add_parser("export", help="judged texts, anonymised, as JSON lines for python -m evaluation --file")
    export.add_argument("--clinic", metavar="SLUG", required=True)
    export.add_argument("--out", metavar="FILE", type=Path, help="where the lines go; standard output when left out")
    export.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    with record.writing() as (session, now):
        clinic = record.clinic(session, arguments.clinic)
        lines = [json.dumps(row, ensure_ascii=False) for row in judgements.labelled(session, clinic)]
        who = {"actor": "command line", "clinic_id": clinic.id}
        audit.record(session, at=now, action="judgements.export", target=f"clinic:{clinic.slug}", rows=len(lines), **who)
        _put(arguments.out, lines)
    sys.stderr.write(f"{len(lines)} judged {'text' if len(lines) == 1 else 'texts'}; {READ_IT}\n")
    return 0


def _put(out: Path | None, lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error.strerror}") from None
