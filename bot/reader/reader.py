"""The reader itself: a fine-tuned MiniLM as an int8 ONNX file beside this one. `make train-danger` makes it again.

Its card (card.json) says what its outputs mean and which files belong to it; files that are not those are refused at the start.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bot.reader.labels import Labels
from bot.reader.reading import Reading, merged
from bot.reader.words import words

FOLDER = Path(__file__).parent / "model"
#: Tokens. A text of one segment has some forty; one that is longer than WHOLE is read in pieces, so that its end counts too.
WHOLE, PIECE = 96, 48
#: A piece ends with a sentence that brings it to so many tokens: a sign among chatter is read by itself.
LEAST = 8
ENDS = (".", "!", "?")
#: Letters: a word of the base's own vocabulary that is shorter may be a mere sound.
LONG = 4


class ReaderError(RuntimeError):
    """The reader's files are missing, or are not those that its card names."""


class Reader:
    """Reads one text at a time; safe for several threads."""

    def __init__(self, folder: Path = FOLDER) -> None:
        card = _card(folder)
        self.labels = Labels(*(tuple(card[name]) for name in ("levels", "acts", "topics")))
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._words = frozenset((folder / "words.txt").read_text("utf-8").split())
        self._ends = {found for mark in ENDS if (found := self._tokenizer.token_to_id(mark)) is not None}
        self._session = onnxruntime.InferenceSession(str(folder / "model.onnx"), _options(), providers=["CPUExecutionProvider"])

    def read(self, text: str) -> Reading:
        """The reading of `text`: of a long one, the gravest level, and every topic, of its pieces."""
        if not self._knows_a_word(text):
            return self._nothing()
        first, *tokens, last = self._tokenizer.encode(text).ids
        pieces = _pieces(tokens, self._ends) if len(tokens) > WHOLE else [tokens]
        return merged([self._read([first, *piece, last]) for piece in pieces])

    def _knows_a_word(self, text: str) -> bool:
        """Whether it has learnt from a word of the text, or met it before that: of "wibble blarg fnord" it would only guess.

        A text without any letters, such as a reading of a thermometer, is read.
        """
        said = words(text)
        met = (word for word in said if len(word) >= LONG and self._tokenizer.token_to_id(word) is not None)
        return not said or not said.isdisjoint(self._words) or any(met)

    def _nothing(self) -> Reading:
        """The reading of a text without a word: calm, about nothing, and any act as likely as another."""
        levels = {level: float(level == "none") for level in self.labels.levels}
        acts = dict.fromkeys(self.labels.acts, 1 / len(self.labels.acts))
        return Reading(levels, acts, dict.fromkeys(self.labels.topics, 0.0))

    def _read(self, tokens: list[int]) -> Reading:
        ids = np.array([tokens], dtype=np.int64)
        level, act, topic = (out[0] for out in self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)}))
        return Reading(
            levels=_named(self.labels.levels, _softmax(level)),
            acts=_named(self.labels.acts, _softmax(act)),
            topics=_named(self.labels.topics, 1 / (1 + np.exp(-topic))),
        )


def _pieces(tokens: list[int], ends: set[int]) -> list[list[int]]:
    """The tokens in pieces that end with a sentence where there is one."""
    pieces: list[list[int]] = [[]]
    for token in tokens:
        piece = pieces[-1]
        if len(piece) >= PIECE or (len(piece) >= LEAST and piece[-1] in ends):
            pieces.append([])
        pieces[-1].append(token)
    return pieces


@lru_cache(maxsize=1)
def default() -> Reader:
    """The project's own reader, loaded once per process. ReaderError if its files are not the known ones."""
    return Reader()


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
