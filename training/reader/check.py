"""How well a fitted network reads texts that it has not seen."""

import torch
from tokenizers import Tokenizer

from bot.reader.labels import Labels
from training.reader.base import Base
from training.reader.batches import LONGEST
from training.reader.network import Network
from training.texts import Example

FALSE_ALARMS = (0.005, 0.01, 0.02, 0.04)


def measure(network: Network, base: Base, labels: Labels, examples: list[Example]) -> list[str]:
    """Lines: of each level, the share found at some rates of false alarm; the share of acts right; the F1 of topics."""
    tokenizer = Tokenizer.from_file(str(base.tokenizer))
    tokenizer.no_padding()
    outputs = [_ask(network, tokenizer, one.text) for one in examples]
    levels = [chances for chances, _, _ in outputs]
    found = [f"{len(examples)} texts not learnt from"]
    for number, level in list(enumerate(labels.levels))[1:]:
        found.append(f"{level}: " + ", ".join(_recall(levels, examples, labels, number, rate) for rate in FALSE_ALARMS))
    right = sum(labels.acts[act] == one.act for (_, act, _), one in zip(outputs, examples, strict=True))
    return [*found, f"acts right {right / len(examples):.3f}", f"topics F1 {_f1(outputs, examples, labels):.3f}"]


def _ask(network: Network, tokenizer: Tokenizer, text: str) -> tuple[list[float], int, list[float]]:
    ids = torch.tensor([tokenizer.encode(text).ids[:LONGEST]])
    with torch.no_grad():
        level, act, topics = network(ids, torch.ones_like(ids), torch.ones_like(ids))
    return level.softmax(-1)[0].tolist(), int(act.argmax()), topics.sigmoid()[0].tolist()


def _recall(levels: list[list[float]], examples: list[Example], labels: Labels, number: int, rate: float) -> str:
    graver = [sum(chances[number:]) for chances in levels]
    calm = sorted((chance for chance, one in zip(graver, examples, strict=True) if one.level == "none"), reverse=True)
    threshold = calm[int(rate * len(calm))]
    wanted = [chance for chance, one in zip(graver, examples, strict=True) if one.level == labels.levels[number]]
    return f"{sum(chance > threshold for chance in wanted) / len(wanted):.3f} at {rate:.1%} (from {threshold:.2f})"


def _f1(outputs: list[tuple[list[float], int, list[float]]], examples: list[Example], labels: Labels) -> float:
    both = said = meant = 0
    for (_, _, chances), one in zip(outputs, examples, strict=True):
        given = {topic for topic, chance in zip(labels.topics, chances, strict=True) if chance >= 0.5}
        both, said, meant = both + len(given & (one.topics or set())), said + len(given), meant + len(one.topics or ())
    return 2 * both / (said + meant)
