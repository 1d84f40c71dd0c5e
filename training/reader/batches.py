"""Examples as tensors: token ids of a batch, and targets with a hole where nothing is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import torch
from tokenizers import Tokenizer
from torch import Tensor

from bot.reader.context import Pair, pair
from bot.reader.labels import Labels
from training.slips import slipped
from training.texts import Example

#: Cross entropy's own mark for a target that is not known.
UNKNOWN = -100
LONGEST = 96


@dataclass(frozen=True)
class Batch:
    """`ids`, `mask`, `own` (batch, length); `level`, `act` (batch,) with UNKNOWN; `topics` (batch, topics) with -1 where unknown.

    `own` is 1 at the tokens of the text itself, 0 at those of what went before.
    """

    ids: Tensor
    mask: Tensor
    own: Tensor
    level: Tensor
    act: Tensor
    topics: Tensor


def batches(
    examples: list[Example], tokenizer: Tokenizer, labels: Labels, size: int, chance: Random, slips: float = 0.0
) -> Iterator[Batch]:
    """All examples once, texts of like length together, the batches in random order; a share of `slips` is misspelt anew."""
    texts = [slipped(one.text, chance, 0.25) if chance.random() < slips else one.text for one in examples]
    encoded = [_encoded(tokenizer, one.before, text) for one, text in zip(examples, texts, strict=True)]
    order = sorted(range(len(examples)), key=lambda index: (len(encoded[index].ids), chance.random()))
    groups = [order[start : start + size] for start in range(0, len(order), size)]
    chance.shuffle(groups)
    for group in groups:
        yield _batch([examples[index] for index in group], [encoded[index] for index in group], labels)


def _encoded(tokenizer: Tokenizer, before: str | None, text: str) -> Pair:
    if before is not None:
        return pair(tokenizer, before, text)
    ids = tokenizer.encode(text).ids[:LONGEST]
    return Pair(ids, [1] * len(ids))


def _batch(examples: list[Example], encoded: list[Pair], labels: Labels) -> Batch:
    ids = _filled([one.ids for one in encoded])
    return Batch(
        ids=ids,
        mask=(ids != 0).long(),
        own=_filled([one.own for one in encoded]),
        level=torch.tensor([_index(labels.levels, one.level) for one in examples]),
        act=torch.tensor([_index(labels.acts, one.act) for one in examples]),
        topics=torch.tensor([_topics(labels.topics, one.topics) for one in examples]),
    )


def _filled(rows: list[list[int]]) -> Tensor:
    longest = max(map(len, rows))
    return torch.tensor([row + [0] * (longest - len(row)) for row in rows])


def _index(names: tuple[str, ...], name: str | None) -> int:
    return names.index(name) if name in names else UNKNOWN


def _topics(names: tuple[str, ...], topics: frozenset[str] | None) -> list[float]:
    return [-1.0] * len(names) if topics is None else [float(name in topics) for name in names]
