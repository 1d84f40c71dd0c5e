"""Labelled sets: the four that the project ships, and any other file of the same form."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.cli.replay import read
from bot.errors import InputError
from evaluation.labels import problems

FOLDER = Path(__file__).parent / "data"
NAMES = ("messages", "danger", "windows", "dialogues")
FORMS = ("messages", "windows", "dialogues")

Row = dict[str, Any]
Answer = dict[str, Any]
#: A labelled row and what the bot made of it.
Pair = tuple[Row, Answer]


@dataclass(frozen=True)
class LabelledSet:
    """Rows of one form: `messages` alone (the set "danger" too), `windows` with a verdict for the hour, `dialogues` by turns."""

    name: str
    form: str
    rows: tuple[Row, ...]


def shipped(name: str) -> LabelledSet:
    """Return one of the project's own sets."""
    return from_file(FOLDER / f"{name}.jsonl")


def from_file(path: Path) -> LabelledSet:
    """Return the set in a file, its form read off its rows. InputError names what cannot be scored."""
    rows = read(path)
    if not rows:
        raise InputError(f"{path} holds no messages")
    seen = set[str]()
    for row in rows:
        wrong = problems(row) + (["the same id twice"] if row["id"] in seen else [])
        if wrong:
            raise InputError(f"{path}, {row['id']}: {'; '.join(wrong)}")
        seen.add(row["id"])
    return LabelledSet(path.stem, form_of(rows[0]), tuple(rows))


def form_of(row: Row) -> str:
    """Return which of FORMS a row is of."""
    if "conversation" in row:
        return "dialogues"
    return "windows" if "expect" in row else "messages"


def part(row: Row) -> str:
    """Return which part of its set a row is scored with: its half when it is English, else its language."""
    language = row.get("lang", "en")
    return row.get("split", "all") if language == "en" else language


def by_part(pairs: list[Pair]) -> dict[str, list[Pair]]:
    """Return the parts of a set, what is held back first and other languages last."""
    order = {"held": 0, "all": 0, "tune": 1}
    names = sorted({part(row) for row, _ in pairs}, key=lambda name: (order.get(name, 2), name))
    return {name: [pair for pair in pairs if part(pair[0]) == name] for name in names}
