"""`python -m bot replay FILE`: labelled messages through the whole bot, one JSON line for each."""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from bot.errors import InputError

STEPS = ("4h", "24h", "48h", "day3", "day5", "day7", "day14", "day28")


def add_parser(commands: Any) -> None:
    """Add this command to the command line."""
    parser = commands.add_parser("replay", help="answer labelled messages, touching no real patient")
    parser.add_argument("file", metavar="FILE", type=Path, help="JSON lines: id, text, hours_since, perhaps conversation, asked")
    parser.add_argument("--out", metavar="FILE", type=Path, help="where the answers go; standard output when left out")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Replay the file; InputError names the line that cannot be used."""
    rows = read(arguments.file)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/replay.db"
        os.environ["DATABASE_URL"] = url  # the actions read what is published from the same place
        out = arguments.out.open("w", encoding="utf-8") if arguments.out else sys.stdout
        for answer in answers(url, rows):
            out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        out.flush()
        if arguments.out:
            out.close()
    return 0


def answers(url: str, rows: list[dict[str, Any]]) -> Any:
    """Answer the rows on a new database at `url`."""
    from bot import training
    from bot.db import make_engine, migrate
    from bot.dialogue.brain import Brain
    from bot.replay import Replay

    migrate(url)
    return Replay(make_engine(url), Brain(training.trained_model())).answers(rows)


def read(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file. InputError on what is no row, naming its line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from None
    return [row(line, f"{path} line {number}") for number, line in enumerate(lines, 1) if line.strip()]


def row(line: str, where: str) -> dict[str, Any]:
    """Return one row, checked."""
    try:
        found = json.loads(line)
    except ValueError:
        raise InputError(f"{where}: this is no JSON") from None
    if not isinstance(found, dict) or "id" not in found or not isinstance(found.get("text"), str):
        raise InputError(f"{where}: a row needs an id and a text")
    hours = found.get("hours_since")
    if hours is not None and (isinstance(hours, bool) or not isinstance(hours, int | float) or hours < 0):
        raise InputError(f"{where}: hours_since must be a number from 0, or null")
    if found.get("asked") is not None and found["asked"] not in STEPS:
        raise InputError(f"{where}: asked must be one of {', '.join(STEPS)}")
    return found
