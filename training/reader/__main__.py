"""`make train-danger`: fit the reader on the training texts, write its files to bot/reader/model, and say how it does.

`--check` fits on nine tenths instead, measures on the tenth, and writes nothing: how much a new batch of texts has taught.
"""

import argparse
import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import torch

from bot.levels import LEVELS
from bot.reader.labels import Labels
from bot.reader.reader import FOLDER
from bot.reader.words import words
from training.reader.base import unpack
from training.reader.check import measure
from training.reader.export import export
from training.reader.fit import Plan, fit
from training.sources import everything
from training.texts import Example


def main() -> None:
    """Fit; export, or measure."""
    parser = argparse.ArgumentParser("python -m training.reader", description="Makes the reader from the training texts.")
    parser.add_argument("--check", action="store_true", help="fit on nine tenths, measure on the tenth, write nothing")
    parser.add_argument("--epochs", type=int, default=Plan.epochs, help=f"passes over the texts (default {Plan.epochs})")
    parser.add_argument("--out", type=Path, default=FOLDER, help="another folder than the product's own")
    parser.add_argument("--from", dest="earlier", type=Path, help="go on from the reader in this folder, not from the base")
    parser.add_argument("--pace", type=float, default=Plan.pace, help=f"the encoder's learning rate (default {Plan.pace})")
    chosen = parser.parse_args()
    plan, examples = plan_of(chosen), everything()
    torch.set_num_threads(2)
    with TemporaryDirectory() as scratch:
        base, labels = unpack(Path(scratch)), labels_of(examples)
        if chosen.check:
            learnt, asked = parts(examples, plan.seed)
            for line in measure(fit(base, labels, learnt, plan, chosen.earlier), base, labels, asked):
                sys.stdout.write(line + "\n")
            return
        learnt_from = {word for one in examples for word in words(one.text)}
        network = fit(base, labels, examples, plan, chosen.earlier)
        export(network, base, labels, learnt_from, chosen.out, about(examples, plan, chosen.earlier))


def plan_of(chosen: argparse.Namespace) -> Plan:
    """The plan as asked for; heads that have learnt before go on as slowly as the encoder does, by the same ratio."""
    return Plan(epochs=chosen.epochs, pace=chosen.pace, head_pace=Plan.head_pace * (chosen.pace / Plan.pace))


def labels_of(examples: list[Example]) -> Labels:
    """What there is to be learnt, in a fixed order."""
    acts = {one.act for one in examples if one.act}
    topics = {topic for one in examples for topic in one.topics or ()}
    return Labels(tuple(LEVELS), tuple(sorted(acts)), tuple(sorted(topics)))


def parts(examples: list[Example], seed: int) -> tuple[list[Example], list[Example]]:
    """Nine tenths to learn from and a tenth of the hand-written ones to be asked about."""
    chance = Random(seed)  # noqa: S311 - variety, not secrecy
    learnt: list[Example] = []
    asked: list[Example] = []
    for one in examples:
        whole = one.level and one.act and one.topics is not None
        (asked if whole and chance.random() < 0.1 else learnt).append(one)
    return learnt, asked


def about(examples: list[Example], plan: Plan, earlier: Path | None) -> dict[str, Any]:
    """What the card tells of the making; of a reader gone on from, its plan and what it was begun from itself."""
    levels = Counter(one.level or "unknown" for one in examples)
    made = {"made_by": "make train-danger", "texts": dict(sorted(levels.items())), "plan": asdict(plan)}
    if earlier:
        card = json.loads((earlier / "card.json").read_text(encoding="utf-8"))
        made["went_on_from"] = {key: card[key] for key in ("texts", "plan", "went_on_from", "files") if key in card}
    return made


if __name__ == "__main__":
    main()
