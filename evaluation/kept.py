"""Answers kept in a file, so that they can be scored again without asking again."""

import json
from collections.abc import Iterable
from pathlib import Path

from bot.errors import InputError
from evaluation.sets import Answer, LabelledSet, Pair


def keep(path: Path, answers: Iterable[Answer]) -> None:
    """Write answers, one JSON line each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers), encoding="utf-8")


def read(path: Path, labelled: LabelledSet) -> list[Answer]:
    """Return the kept answers to a set, in its order. InputError when one is missing."""
    try:
        found = {row["id"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} holds no answers: {error}") from None
    missing = [row["id"] for row in labelled.rows if row["id"] not in found]
    if missing:
        raise InputError(f"{path} has no answer to {missing[0]}")
    return [found[row["id"]] for row in labelled.rows]


def paired(labelled: LabelledSet, answers: list[Answer]) -> list[Pair]:
    """Return each row with its answer."""
    return list(zip(labelled.rows, answers, strict=True))
