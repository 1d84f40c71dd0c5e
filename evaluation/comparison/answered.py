"""What a model makes of labelled texts: asked once through the whole bot, and kept until the bot or the texts change."""

import hashlib
import json
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

from bot import log
from bot.training import files_of
from evaluation import asking, kept
from evaluation.sets import Answer, LabelledSet, Pair

#: Code that decides what is answered, beside the model.
CODE = (Path("bot"), Path("actions"))
Asker = Callable[[list[LabelledSet], Path], list[list[Answer]]]


def apart(sets: list[LabelledSet], model: Path) -> list[list[Answer]]:
    """Ask a model in a process of its own: models do not share one, nor do their actions share a database."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=quiet) as one:
        return one.submit(asking.ask, sets, model).result()


def quiet() -> None:
    """Set up a process that asks: its own log, and no word of Rasa's old libraries about each other."""
    log.configure()
    warnings.showwarning = lambda *_, **__: None  # filters are set anew by those libraries


def answered(
    sets: list[LabelledSet], model: Path, folder: Path, *, again: bool = False, ask: Asker = apart
) -> list[list[Pair]]:
    """Return each set with its answers. `folder`: where they are kept; `again`: ask although they are."""
    paths = [folder / f"{labelled.name}-{key(labelled, model)}.jsonl" for labelled in sets]
    missing = [number for number, path in enumerate(paths) if again or not path.exists()]
    found = ask([sets[number] for number in missing], model) if missing else []
    for number, answers in zip(missing, found, strict=True):
        kept.keep(paths[number], answers)
    return [kept.paired(labelled, kept.read(path, labelled)) for labelled, path in zip(sets, paths, strict=True)]


def key(labelled: LabelledSet, model: Path) -> str:
    """Return the hash of everything that the answers come from."""
    rows = json.dumps(labelled.rows, sort_keys=True)
    return hashlib.sha256(f"{model.name}\0{code()}\0{rows}".encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def code() -> str:
    """Return the hash of the code that answers."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in CODE for path in files_of(folder)):
        digest.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
