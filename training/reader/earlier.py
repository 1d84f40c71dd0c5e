"""A reader made before, as weights to go on from: its int8 ONNX file read back into the network's floats."""

import json
from pathlib import Path

import numpy
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from bot.reader.labels import Labels
from training.reader.network import Network

#: The linear maps of one layer, in the order in which the graph uses them; the export leaves these weights without their names.
LAYER = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
HEADS = ("level", "act", "topic")


class EarlierError(RuntimeError):
    """The earlier reader does not fit the network: other labels, or another shape."""


def go_on_from(folder: Path, network: Network, labels: Labels) -> None:
    """Give `network` the weights of the reader in `folder`. EarlierError where its labels or tensors are not the network's."""
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    if (card["levels"], card["acts"], card["topics"]) != (list(labels.levels), list(labels.acts), list(labels.topics)):
        raise EarlierError(f"{folder}: it knows other labels than the texts of today; begin from the base instead")
    weights = _weights(onnx.load(folder / "model.onnx"), network.encoder.config.num_hidden_layers)
    wanted = {name for name, _ in network.named_parameters()}
    if wanted != set(weights):
        raise EarlierError(f"{folder}: tensors that do not fit: {sorted(wanted ^ set(weights))[:5]}")
    network.load_state_dict(weights, strict=False)


def _weights(model: onnx.ModelProto, layers: int) -> dict[str, Tensor]:
    # What reads texts by themselves is exported inside `export.Alone`, which puts its own name before each.
    arrays = {one.name.removeprefix("network."): numpy_helper.to_array(one) for one in model.graph.initializer}
    whole = {name: array for name, array in arrays.items() if array.dtype == numpy.float32 and not name.endswith("_scale")}
    restored = {name.removesuffix("_quantized"): _floats(arrays, name) for name in arrays if name.endswith("_quantized")}
    unnamed = iter([array for name, array in restored.items() if name.startswith("onnx::MatMul")])
    for layer in range(layers):
        for part in LAYER:
            whole[f"encoder.encoder.layer.{layer}.{part}.weight"] = next(unnamed).T
    for name, array in restored.items():
        if not name.startswith("onnx::MatMul"):
            whole[name] = array.T if name.removesuffix(".weight") in HEADS else array
    return {name: torch.from_numpy(array.copy()) for name, array in whole.items()}


def _floats(arrays: dict[str, numpy.ndarray], name: str) -> numpy.ndarray:
    scale, zero = (arrays[name.removesuffix("quantized") + part] for part in ("scale", "zero_point"))
    return (arrays[name].astype(numpy.float32) - zero.astype(numpy.float32)) * scale
