"""A text with what went before it, as the listener is asked and taught: token ids, and which of them are the text's own."""

from collections.abc import Sequence
from typing import NamedTuple

from tokenizers import Tokenizer

#: Tokens of what went before, the hour at its start and then its end; of the text itself, its start.
BEFORE, HOUR, TEXT = 48, 3, 80


class Pair(NamedTuple):
    """`ids` and `own`, each as long as the other: 1 in `own` where a token is of the text itself, 0 where of what went before."""

    ids: list[int]
    own: list[int]


def before(said: Sequence[str], hours: float | None) -> str:
    """What went before in one line: the hours since the session where they are known, then what was said, oldest first."""
    when = [f"{round(hours)} hours."] if hours is not None else []
    return " ".join([*when, " / ".join(said)]).strip()


def pair(tokenizer: Tokenizer, earlier: str, text: str) -> Pair:
    """The tokens of both, each closed by the tokenizer's own mark."""
    first, *said, end = tokenizer.encode(earlier).ids
    if len(said) > BEFORE:
        said = [*said[:HOUR], *said[HOUR - BEFORE :]]
    own = [*tokenizer.encode(text).ids[1:-1][:TEXT], end]
    ahead = [first, *said, end]
    return Pair(ahead + own, [0] * len(ahead) + [1] * len(own))
