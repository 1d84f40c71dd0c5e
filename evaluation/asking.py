"""Ask the whole bot in this process: one model loaded and one throw-away database for all sets."""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from evaluation.sets import Answer, LabelledSet, Row

#: How often the one who waits is told how far it is.
EVERY = 100


def ask(sets: list[LabelledSet], model: Path | None = None) -> list[list[Answer]]:
    """Return the answers to each set's rows, in order. `model`: another one than that of what is here."""
    rows = [row for number, labelled in enumerate(sets) for row in asked(labelled, number)]
    found = []
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/evaluation.db"
        os.environ["DATABASE_URL"] = url  # the actions read what is published from the same place
        for answer in replayed(url, rows, model):
            found.append(answer)
            if len(found) % EVERY == 0:
                sys.stderr.write(f"{len(found)} of {len(rows)} texts answered\n")
    left = iter(found)
    return [[{**next(left), "id": row["id"]} for row in labelled.rows] for labelled in sets]


def asked(labelled: LabelledSet, number: int) -> Iterator[Row]:
    """Yield what the bot sees of a set: no label, and no conversation shared with another set."""
    for row in labelled.rows:
        seen: Row = {name: row[name] for name in ("id", "text", "hours_since", "asked") if name in row}
        if "conversation" in row:
            seen["conversation"] = f"{number} {row['conversation']}"
        yield seen


def replayed(url: str, rows: list[Row], model: Path | None) -> Iterator[Answer]:
    """Replay rows on a new database. Imported here, as Rasa takes seconds that scoring kept answers need not wait."""
    from bot import training
    from bot.db import make_engine, migrate
    from bot.dialogue.brain import Brain
    from bot.replay import Replay

    brain = Brain(model or training.trained_model())
    migrate(url)
    yield from Replay(make_engine(url), brain).answers(rows)
