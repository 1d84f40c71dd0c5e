"""A second labeller's blind opinion on texts of the half held back: how far two careful people agree, which bounds every figure.

`python -m evaluation.second` scores second.jsonl as if a bot had given it. Whoever wrote it saw each text and its hour, the
clinical reference and what the labels mean; no label, no rule, no answer.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path

from evaluation import kept, report, sets
from evaluation.sets import Answer, LabelledSet

FILE = Path(__file__).parent / "second.jsonl"
SETS = ("messages", "danger", "windows")
#: What a person who only labels has no word on.
UNSAID: Answer = {"reply": "-", "segments": 1, "ms": 0, "escalated": False}


def opinions(path: Path = FILE) -> dict[str, Answer]:
    """Return the second opinions by the id of their text."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {row["id"]: {**UNSAID, **row} for row in rows}


def asked(name: str, given: dict[str, Answer]) -> LabelledSet:
    """Return the rows of a set that have a second opinion."""
    whole = sets.shipped(name)
    return replace(whole, rows=tuple(row for row in whole.rows if row["id"] in given))


def main() -> None:
    """Print the figures of the second opinions."""
    given = opinions()
    for name in SETS:
        some = asked(name, given)
        lines = report.lines(some, kept.paired(some, [given[row["id"]] for row in some.rows]))
        sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    main()
