"""How far the sources differ on when a thing may begin again, so that whoever moves a window sees where others stand."""

from functools import cache
from pathlib import Path

import yaml

from bot.protocols.parsing import hours_of

FILE = Path(__file__).with_name("ranges.yml")


@cache
def ranges() -> dict[str, tuple[float, float]]:
    """Return the least and greatest hours that sources give, by subject."""
    written: dict[str, str] = yaml.safe_load(FILE.read_text("utf-8"))
    return {subject: _both(*words.split(" to ")) for subject, words in written.items()}


def found(subject: str) -> tuple[float, float] | None:
    """Return the range for a subject, a finer kind having that of its topic; None where the sources give none."""
    return ranges().get(subject) or ranges().get(subject.split("/")[0])


def _both(least: str, greatest: str) -> tuple[float, float]:
    return float(hours_of(least) or 0), float(hours_of(greatest) or 0)
