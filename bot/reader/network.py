"""A fine-tuned MiniLM as an int8 ONNX file with its tokenizer, and a card (card.json) that says what its outputs mean.

The card names the files that belong to it by hash; files that are not those are refused at the start.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bot.reader.labels import Labels
from bot.reader.reading import Reading


class ReaderError(RuntimeError):
    """The files are missing, or are not those that the card names."""


class Network:
    """Asks the network of a folder; safe for several threads. ReaderError where the files are not the known ones."""

    def __init__(self, folder: Path) -> None:
        card = _card(folder)
        self.labels = Labels(*(tuple(card[name]) for name in ("levels", "acts", "topics")))
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self._session = onnxruntime.InferenceSession(str(folder / "model.onnx"), _options(), providers=["CPUExecutionProvider"])

    def ask(self, **inputs: list[int]) -> Reading:
        """The reading of one text; `inputs` are its tokens, as the network's inputs are called."""
        rows = {name: np.array([row], dtype=np.int64) for name, row in inputs.items()}
        level, act, topic = (out[0] for out in self._session.run(None, rows))
        return Reading(
            levels=_named(self.labels.levels, _softmax(level)),
            acts=_named(self.labels.acts, _softmax(act)),
            topics=_named(self.labels.topics, 1 / (1 + np.exp(-topic))),
        )


def digest(path: Path) -> str:
    """The sha256 of a file, as the card has it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _card(folder: Path) -> dict:
    try:
        card: dict = json.loads((folder / "card.json").read_text("utf-8"))
        wrong = [name for name, known in card["files"].items() if digest(folder / name) != known]
    except (OSError, ValueError, KeyError) as error:
        raise ReaderError(f"the reader in {folder.name} cannot be loaded: {error}") from error
    if wrong:
        raise ReaderError(f"not the files that the reader's card names: {', '.join(wrong)}; make train-danger makes them again")
    return card


def _options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    # One text is too little work to share; the other core is the web's.
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return options


def _softmax(logits: NDArray) -> NDArray:
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


def _named(names: tuple[str, ...], values: NDArray) -> dict[str, float]:
    return dict(zip(names, values.tolist(), strict=True))
