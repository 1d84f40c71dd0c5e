"""What reads danger, asked by itself, without Rasa: the gate's two nets, the reader, and all as the bot sets them together."""

import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

import yaml

from bot.errors import BotError
from bot.levels import worst
from bot.safety import gate
from bot.turn.danger import Danger
from evaluation.sets import Answer, Row

#: The level that is seen in a row.
Detector = Callable[[Row], str]
CONFIG = Path("config.yml")
COMPONENT = "DangerClassifier"


class ReaderMissing(BotError):
    """The reader's files are not here, or are not those that its card names."""


def narrow_net(row: Row) -> str:
    """Return the gate's level for a row, at its hours since the session: what acts at once, whatever else is down."""
    return gate(row["text"], hours=row.get("hours_since")).level


def wide_net(row: Row) -> str:
    """Return the level of the gate's wide net: what counts where nobody has read a text in time."""
    return gate(row["text"], hours=row.get("hours_since"), wide=True).level


def reader_alone(row: Row) -> str:
    """Return the reader's level for a row. ReaderMissing where there is no reader."""
    return danger(row).level


def together(row: Row) -> str:
    """Return the level that the bot acts on: the narrow net's or the reader's, or the wide net's where the reader goes along."""
    narrow = narrow_net(row)
    return worst(narrow, danger(row).beyond(narrow, wide_net(row)))


DETECTORS: dict[str, Detector] = {"gate": narrow_net, "wide": wide_net, "reader": reader_alone, "together": together}


def danger(row: Row) -> Danger:
    """Return what the reader says of a row, by the thresholds of config.yml. ReaderMissing where there is no reader."""
    from bot.reader import reader

    try:
        reading = reader.default().read(row["text"])
    except reader.ReaderError as error:
        raise ReaderMissing(f"{error}; `make train-danger` makes them") from error
    return Danger(level=reading.gravest(thresholds()), chances=reading.levels)


@lru_cache(maxsize=1)
def thresholds(config: Path = CONFIG) -> dict[str, float]:
    """Return the least chance of each level for the reader to name it: config.yml's, else the component's own."""
    from bot.nlu.danger_classifier import DangerClassifier  # brings Rasa, which the gate alone does without

    given = {**DangerClassifier.get_default_config(), **configured(config)}
    return {level: float(given[level]) for level in DangerClassifier.get_default_config()}


def configured(config: Path) -> dict[str, float]:
    """Return what a pipeline's file sets for the reader; nothing where the pipeline has none."""
    components = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
    found = [dict(one) for one in components if one["name"].rpartition(".")[2] == COMPONENT]
    return {name: value for name, value in found[0].items() if name != "name"} if found else {}


def asked(detector: Detector, rows: Iterable[Row]) -> list[Answer]:
    """Return an answer to each row that holds a level and nothing else."""
    return [answer(detector, row) for row in rows]


def answer(detector: Detector, row: Row) -> Answer:
    """Return the answer to one row."""
    began = time.perf_counter()
    level = detector(row)
    took = round((time.perf_counter() - began) * 1000, 2)
    nothing: Answer = {"topics": [], "answers": [], "opt_out": None, "reply": "", "segments": 0}
    return {"id": row["id"], "urgency": level, "escalated": level != "none", "ms": took, **nothing}
