"""The fitted network as files that need no PyTorch: int8 ONNX, the tokenizer, and a card that names and describes them."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from bot.reader.labels import Labels
from bot.reader.network import digest
from training.reader.base import Base
from training.reader.network import Network

FILES = ("model.onnx", "tokenizer.json", "words.txt")
OPSET = 14


class Alone(nn.Module):
    """The network for texts that are read by themselves: every token counts."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of level, act and topics."""
        found: tuple[Tensor, Tensor, Tensor] = self.network(ids, mask, mask)
        return found


def export(
    network: Network, base: Base, labels: Labels, words: set[str], folder: Path, about: dict[str, Any], *, listens: bool = False
) -> None:
    """Write model.onnx, tokenizer.json, words.txt and card.json into `folder`.

    `words` are those it has learnt from, `about` goes into the card: data, seed, figures. One that `listens` is told which tokens
    are the text's own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        _write_onnx(network, full, ["ids", "mask", "own"] if listens else ["ids", "mask"])
        quantize_dynamic(full, folder / "model.onnx", per_channel=True, reduce_range=False, weight_type=QuantType.QInt8)
    shutil.copy(base.tokenizer, folder / "tokenizer.json")
    (folder / "words.txt").write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")
    card = {
        "base": "all-MiniLM-L6-v2, Apache-2.0",
        **about,
        "levels": labels.levels,
        "acts": labels.acts,
        "topics": labels.topics,
        "files": {name: digest(folder / name) for name in FILES},
    }
    (folder / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def _write_onnx(network: Network, path: Path, inputs: list[str]) -> None:
    ones = torch.ones(1, 8, dtype=torch.long)
    free = {0: "batch", 1: "length"}
    outputs = ["level", "act", "topic"]
    torch.onnx.export(
        network.eval() if "own" in inputs else Alone(network).eval(),
        (ones,) * len(inputs),
        str(path),
        input_names=inputs,
        output_names=outputs,
        dynamic_axes={**dict.fromkeys(inputs, free), **{name: {0: "batch"} for name in outputs}},
        opset_version=OPSET,
    )
