"""What the figures may not fall below: floors.yml. `python -m evaluation.floors` prints that file as of today.

Counted over the English texts of both halves: the more texts, the sooner a step back is seen. Only shares are told, never a text.
"""

import sys
from dataclasses import replace
from math import floor
from pathlib import Path

import yaml

from bot import log
from evaluation import asking, detectors, kept
from evaluation.detectors import Detector
from evaluation.figure import Figure
from evaluation.scoring import score
from evaluation.sets import Answer, LabelledSet, shipped

FILE = Path(__file__).parent / "floors.yml"
#: set -> who is asked -> figure -> the least share, 0..1
Floors = dict[str, dict[str, dict[str, float]]]
SETS = ("messages", "danger")
ASKED: dict[str, Detector] = {"gate": detectors.narrow_net, "gate and reader": detectors.together}
DANGER = ("emergency_recall", "urgent_recall", "danger_not_waved_through", "calm_kept_calm", "lookalikes_kept_calm")
WHOLE, STRANGE = "whole bot", "out_of_scope_not_answered"
HEAD = """\
# The least share, 0..1, of each figure: `python -m evaluation.floors` prints this file as of today, rounded down.
# Lower one only together with its reason in the change's message.
"""


def load(path: Path = FILE) -> Floors:
    """Return the floors."""
    found: Floors = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def english(name: str) -> LabelledSet:
    """Return the English texts of one of the project's sets."""
    whole = shipped(name)
    return replace(whole, rows=tuple(row for row in whole.rows if row["lang"] == "en"))


def strange(name: str = "messages") -> LabelledSet:
    """Return the English texts about anything else in the world."""
    every = english(name)
    return replace(every, rows=tuple(row for row in every.rows if row["type"] == "out_of_scope"))


def reached(labelled: LabelledSet, answers: list[Answer]) -> dict[str, Figure]:
    """Return the figures of answered texts by name."""
    return {figure.name: figure for figure in score(labelled.form, kept.paired(labelled, answers))}


def fallen(figures: dict[str, Figure], least: dict[str, float]) -> list[str]:
    """Return a line on each figure that is below its floor."""
    shares = {name: (figures[name].value or 0.0, figures[name]) for name in least}
    return [
        f"{name}: {share:.3f}, {one.good} of {one.of}; at least {least[name]}"
        for name, (share, one) in shares.items()
        if share < least[name]
    ]


def today() -> Floors:
    """Return what is reached now. ReaderMissing, ModelMissing where something has not been made."""
    found: Floors = {}
    for name in SETS:
        labelled = english(name)
        asked = {who: reached(labelled, detectors.asked(detector, labelled.rows)) for who, detector in ASKED.items()}
        found[name] = {who: {figure: rounded(figures[figure]) for figure in DANGER} for who, figures in asked.items()}
    elsewhere = strange()
    found[elsewhere.name][WHOLE] = {STRANGE: rounded(reached(elsewhere, asking.ask([elsewhere])[0])[STRANGE])}
    return found


def rounded(figure: Figure) -> float:
    """Return a share cut to three places, so that it is reached itself."""
    return floor((figure.value or 0.0) * 1000) / 1000


def main() -> None:
    """Print the floors as of today."""
    log.configure()
    sys.stdout.write(HEAD + yaml.safe_dump(today(), sort_keys=False))


if __name__ == "__main__":
    main()
