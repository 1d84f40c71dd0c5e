"""`make train-listener`: go on from the reader with turns, texts that are read with what went before them, to the listener."""

import argparse
import json
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import torch

from bot.reader.labels import Labels
from bot.reader.listener import FOLDER
from bot.reader.reader import FOLDER as READER
from bot.reader.words import words
from training.reader.__main__ import about, plan_of
from training.reader.base import unpack
from training.reader.export import export
from training.reader.fit import Plan, fit
from training.turns import turns, unrelated

#: Texts behind something else, for each turn written by hand.
BESIDE = 2


def main() -> None:
    """Fit and export."""
    parser = argparse.ArgumentParser("python -m training.reader.listener", description="Makes the listener from the turns.")
    parser.add_argument("--epochs", type=int, default=3, help="passes over the turns (default 3)")
    parser.add_argument("--out", type=Path, default=FOLDER, help="another folder than the product's own")
    parser.add_argument("--from", dest="earlier", type=Path, default=READER, help="go on from this one, not from the reader")
    parser.add_argument("--pace", type=float, default=Plan.pace, help=f"the encoder's learning rate (default {Plan.pace})")
    chosen = parser.parse_args()
    plan, learnt = plan_of(chosen), turns()
    examples = learnt + unrelated(BESIDE * len(learnt), Random(plan.seed))  # noqa: S311 - variety, not secrecy
    card = json.loads((chosen.earlier / "card.json").read_text("utf-8"))
    labels = Labels(*(tuple(card[name]) for name in ("levels", "acts", "topics")))
    torch.set_num_threads(2)
    with TemporaryDirectory() as scratch:
        base = unpack(Path(scratch))
        network = fit(base, labels, examples, plan, chosen.earlier)
        known = {word for one in examples for word in words(f"{one.before} {one.text}")}
        export(network, base, labels, known, chosen.out, about(examples, plan, chosen.earlier), listens=True)


if __name__ == "__main__":
    main()
