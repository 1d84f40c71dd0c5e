"""The command line: finds the command, loads nothing else, and says in one line what went wrong."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from bot import log
from bot.errors import BotError

#: Each command, the module of this package that has it, and what it does. Modules are loaded only when they are called.
COMMANDS = {
    "run": ("processes", "all processes under one supervisor"),
    "web": ("processes", "the web process: webhooks, console, health"),
    "dialogue": ("processes", "the dialogue process: answers patients"),
    "scheduler": ("processes", "the scheduler process: check-ins and delivery"),
    "migrate": ("migrate", "bring the database to the current schema"),
    "train": ("processes", "train the model if its inputs changed"),
    "demo": ("demo", "make the demo's last four weeks, before its first start"),
    "replay": ("replay", "answer the messages of a file without touching anybody"),
    "clinic": ("clinic", "add a clinic; its settings and texts as files, and back"),
    "number": ("number", "the numbers at which a clinic is reached, beside its own"),
    "enroll": ("enroll", "put a patient and a session on file"),
    "session": ("session", "move or cancel a session; prints what becomes of each check-in"),
    "patients": ("patients", "patients and sessions out of a CSV file and into one"),
    "patient": ("patient", "pause, resume or end a patient's check-ins"),
    "staff": ("staff", "staff accounts: add, make a link, help for a lost phone"),
    "transcript": ("transcript", "everything said with one phone"),
    "judgements": ("judgements", "what staff said of the companion's decisions, as labelled data"),
    "ledger": ("ledger", "what became of one phone's check-ins"),
}
BAD_INPUT = 2
INTERRUPTED = 130


class Parser(argparse.ArgumentParser):
    """A parser whose complaints fit on one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {' '.join(message.split())} (see {self.prog} --help)\n")


def main(arguments: Sequence[str]) -> int:
    """Run the command that `arguments` name and return its exit status: 0 done, 2 bad input or settings."""
    parser = _parser(arguments[0] if arguments else "")
    given = parser.parse_args(list(arguments))
    log.configure()
    try:
        return int(given.func(given) or 0)
    except BotError as error:
        sys.stderr.write(f"{parser.prog}: {error}\n")
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser(command: str) -> Parser:
    parser = Parser(prog="python -m bot", description="The aftercare companion.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    if command in COMMANDS:
        import_module(f"bot.cli.{COMMANDS[command][0]}").add_parser(commands)
    else:
        for name, (_, told) in COMMANDS.items():
            commands.add_parser(name, help=told)
    return parser
