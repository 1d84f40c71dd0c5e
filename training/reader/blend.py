"""`python -m training.reader.blend EARLIER LATER --out FOLDER`: the mean of a reader and of one that went on from it.

What a reader has learnt lately is kept in part, and so is what it would have lost for it (after Wortsman and others, "Robust
fine-tuning of zero-shot models", 2022). What it saves is in docs/figures.md.
"""

import argparse
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch

from bot.reader.labels import Labels
from training.reader.base import Base, unpack
from training.reader.earlier import go_on_from
from training.reader.export import export
from training.reader.network import Network


def main() -> None:
    """Read both, write the mean."""
    parser = argparse.ArgumentParser("python -m training.reader.blend", description="Makes the mean of two readers.")
    parser.add_argument("earlier", type=Path, help="the folder of the reader that was gone on from")
    parser.add_argument("later", type=Path, help="the folder of the one that went on")
    parser.add_argument("--share", type=float, default=0.5, help="how much of the later one, 0..1 (default 0.5)")
    parser.add_argument("--out", type=Path, required=True, help="where the mean goes")
    chosen = parser.parse_args()
    card = json.loads((chosen.later / "card.json").read_text(encoding="utf-8"))
    labels = Labels(*(tuple(card[name]) for name in ("levels", "acts", "topics")))
    with TemporaryDirectory() as scratch:
        base = unpack(Path(scratch))
        earlier, later = (read(folder, base, labels) for folder in (chosen.earlier, chosen.later))
        learnt_from = set((chosen.later / "words.txt").read_text(encoding="utf-8").split())
        export(mean(earlier, later, chosen.share), base, labels, learnt_from, chosen.out, about(card, chosen))


def read(folder: Path, base: Base, labels: Labels) -> Network:
    """The network of a reader's files. EarlierError where it knows other labels."""
    network = Network(base, len(labels.levels), len(labels.acts), len(labels.topics))
    go_on_from(folder, network, labels)
    return network


def mean(earlier: Network, later: Network, share: float) -> Network:
    """`later` with `share` of its own weights and the rest of those of `earlier`, ready to be asked."""
    before = earlier.state_dict()
    blended = {
        name: torch.lerp(before[name], weights, share) if weights.is_floating_point() else weights
        for name, weights in later.state_dict().items()
    }
    later.load_state_dict(blended)
    return later.eval()


def about(card: dict[str, Any], chosen: argparse.Namespace) -> dict[str, Any]:
    """What the card tells of the making: the later one's own, and which two files it is the mean of."""
    made = {key: card[key] for key in ("texts", "plan", "went_on_from") if key in card}
    files = json.loads((chosen.earlier / "card.json").read_text(encoding="utf-8"))["files"]
    return {
        "made_by": "make train-danger, then python -m training.reader.blend",
        **made,
        "mean_of": {"share": chosen.share, "later": card["files"], "earlier": files},
    }


if __name__ == "__main__":
    main()
