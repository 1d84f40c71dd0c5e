"""The fitted network as files that need no PyTorch: int8 ONNX, the tokenizer, and a card that names and describes them."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from bot.reader.labels import Labels
from bot.reader.reader import digest
from training.reader.base import Base
from training.reader.network import Network

FILES = ("model.onnx", "tokenizer.json", "words.txt")
OPSET = 14


def export(network: Network, base: Base, labels: Labels, words: set[str], folder: Path, about: dict[str, Any]) -> None:
    """Write model.onnx, tokenizer.json, words.txt and card.json into `folder`.

    `words` are those it has learnt from, `about` goes into the card: data, seed, figures.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        _write_onnx(network, full)
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


def _write_onnx(network: Network, path: Path) -> None:
    ids = torch.ones(1, 8, dtype=torch.long)
    free = {0: "batch", 1: "length"}
    torch.onnx.export(
        network.eval(),
        (ids, torch.ones_like(ids)),
        str(path),
        input_names=["ids", "mask"],
        output_names=["level", "act", "topic"],
        dynamic_axes={"ids": free, "mask": free, "level": {0: "batch"}, "act": {0: "batch"}, "topic": {0: "batch"}},
        opset_version=OPSET,
    )
