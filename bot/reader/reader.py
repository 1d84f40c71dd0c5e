"""The reader itself: what a text means that is read by itself, of any length. `make train-danger` makes its network again."""

from functools import lru_cache
from pathlib import Path

from bot.reader.network import Network, ReaderError
from bot.reader.reading import Reading, merged
from bot.reader.words import words

__all__ = ["Reader", "ReaderError", "default"]

FOLDER = Path(__file__).parent / "model"
#: Tokens. A text of one segment has some forty; one that is longer than WHOLE is read in pieces, so that its end counts too.
WHOLE, PIECE = 96, 48
#: A piece ends with a sentence that brings it to so many tokens: a sign among chatter is read by itself.
LEAST = 8
ENDS = (".", "!", "?")
#: Letters: a word of the base's own vocabulary that is shorter may be a mere sound.
LONG = 4


class Reader:
    """Reads one text at a time; safe for several threads."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._network = Network(folder)
        self.labels = self._network.labels
        self._words = frozenset((folder / "words.txt").read_text("utf-8").split())
        known = self._network.tokenizer.token_to_id
        self._ends = {found for mark in ENDS if (found := known(mark)) is not None}

    def read(self, text: str) -> Reading:
        """The reading of `text`: of a long one, the gravest level, and every topic, of its pieces."""
        if not self._knows_a_word(text):
            return self._nothing()
        first, *tokens, last = self._network.tokenizer.encode(text).ids
        pieces = _pieces(tokens, self._ends) if len(tokens) > WHOLE else [tokens]
        return merged([self._read([first, *piece, last]) for piece in pieces])

    def _knows_a_word(self, text: str) -> bool:
        """Whether it has learnt from a word of the text, or met it before that: of "wibble blarg fnord" it would only guess.

        A text without any letters, such as a reading of a thermometer, is read.
        """
        said = words(text)
        met = (word for word in said if len(word) >= LONG and self._network.tokenizer.token_to_id(word) is not None)
        return not said or not said.isdisjoint(self._words) or any(met)

    def _nothing(self) -> Reading:
        """The reading of a text without a word: calm, about nothing, and any act as likely as another."""
        levels = {level: float(level == "none") for level in self.labels.levels}
        acts = dict.fromkeys(self.labels.acts, 1 / len(self.labels.acts))
        return Reading(levels, acts, dict.fromkeys(self.labels.topics, 0.0))

    def _read(self, tokens: list[int]) -> Reading:
        return self._network.ask(ids=tokens, mask=[1] * len(tokens))


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
