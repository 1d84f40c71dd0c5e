"""Fine-tuning: a few passes over the examples, the pace rising, then falling to nothing."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from bot.reader.labels import Labels
from training.reader.base import Base
from training.reader.batches import UNKNOWN, Batch, batches
from training.reader.earlier import go_on_from
from training.reader.network import Network
from training.texts import Example


@dataclass(frozen=True)
class Plan:
    """How to train.

    `pace` is the encoder's highest learning rate, `head_pace` that of the heads, which start from nothing; `level_weights` says
    what an example of each level counts, `act_weight` and `topic_weight` what those losses count beside the level's.
    """

    epochs: int = 3
    size: int = 32
    pace: float = 1.5e-4
    head_pace: float = 2e-3
    seed: int = 20_250_611
    slips: float = 0.3
    level_weights: tuple[float, ...] = (1.0, 1.2, 1.2, 1.2)
    act_weight: float = 0.5
    topic_weight: float = 20.0


def fit(base: Base, labels: Labels, examples: list[Example], plan: Plan = Plan(), earlier: Path | None = None) -> Network:
    """The network fitted on `examples`, ready to be asked; going on from the reader in the folder `earlier`, where given.

    The same plan gives the same network on the same machine.
    """
    torch.manual_seed(plan.seed)
    chance = Random(plan.seed)  # noqa: S311 - variety, not secrecy
    network = Network(base, len(labels.levels), len(labels.acts), len(labels.topics))
    if earlier:
        go_on_from(earlier, network, labels)
    tokenizer = Tokenizer.from_file(str(base.tokenizer))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    encoder, heads = network.learning()
    paces = [plan.pace, plan.head_pace]
    optimizer = torch.optim.AdamW([{"params": encoder}, {"params": heads}], lr=plan.pace, weight_decay=0.01)
    steps = plan.epochs * -(-len(examples) // plan.size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, paces, total_steps=steps + 1, pct_start=0.1)
    loss = Loss(plan)
    network.train()
    for epoch in range(plan.epochs):
        began, total = time.monotonic(), 0.0
        for batch in batches(examples, tokenizer, labels, plan.size, chance, plan.slips):
            cost = loss(logits(network, batch), batch)
            optimizer.zero_grad()
            cost.backward()
            nn.utils.clip_grad_norm_(encoder, 1.0)
            optimizer.step()
            schedule.step()
            total += float(cost) * len(batch.ids)
        took = time.monotonic() - began
        sys.stderr.write(f"pass {epoch + 1} of {plan.epochs}: loss {total / len(examples):.4f}, {took:.0f} s\n")
    return network.eval()


def logits(network: Network, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """What the network says, reckoned in bfloat16 where it is safe: three times the pace on processors that know it."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        level, act, topics = network(batch.ids, batch.mask, batch.own)
    return level.float(), act.float(), topics.float()


class Loss:
    """The sum of the three heads' losses; what is not known of an example costs nothing."""

    def __init__(self, plan: Plan) -> None:
        self.level = nn.CrossEntropyLoss(torch.tensor(plan.level_weights), ignore_index=UNKNOWN)
        self.act = nn.CrossEntropyLoss(ignore_index=UNKNOWN)
        self.topics = nn.BCEWithLogitsLoss(reduction="none")
        self.plan = plan

    def __call__(self, logits: tuple[Tensor, Tensor, Tensor], batch: Batch) -> Tensor:
        level, act, topics = logits
        total = level.sum() * 0.0
        if bool((batch.level != UNKNOWN).any()):
            total = total + self.level(level, batch.level)
        if bool((batch.act != UNKNOWN).any()):
            total = total + self.plan.act_weight * self.act(act, batch.act)
        known = (batch.topics >= 0).float()
        if bool(known.any()):
            each = self.topics(topics, batch.topics.clamp(min=0)) * known
            total = total + self.plan.topic_weight * each.sum() / known.sum()
        return total
