"""What the gate costs inside the webhook: a text as people write it, the longest that a carrier passes on, the hardest of these.

It only computes, so its processor time is taken: the same on a free machine and on a busy one.
"""

from collections.abc import Sequence
from itertools import cycle, islice
from time import thread_time

from bench.hard_texts import hard_texts
from bench.result import Result, percentile
from bench.texts import GATED, LONGEST, long_text
from bot.safety import gate

TEXTS, LONG_TEXTS, WARM_UP = 1600, 200, 50


def run() -> list[Result]:
    """Measure in this process; the longest text has the typical one for a peer."""
    typical, longest = _times(_numbered(GATED, TEXTS)), _times(_numbered([long_text()], LONG_TEXTS))
    shares = (("p50", 0.5), ("p99", 0.99))
    alone = [Result(f"gate, typical text, {name}", "ms", percentile(typical, share)) for name, share in shares]
    beside = "the gate on a typical text"
    long = [
        Result(f"gate, 1,600 characters, {name}", "ms", percentile(longest, share), percentile(typical, share), beside)
        for name, share in shares
    ]
    return alone + long + _hardest()


def _hardest() -> list[Result]:
    """Return what all kinds of hard texts cost together, and the one that costs most; the second reading of each counts."""
    by_kind = {kind: [(_time(text), _time(text))[-1] for text in texts] for kind, texts in hard_texts().items()}
    hard = [time for times in by_kind.values() for time in times]
    kind = max(by_kind, key=lambda kind: percentile(by_kind[kind], 0.5))
    return [
        Result("gate, 1,600 characters of any kind, p99", "ms", percentile(hard, 0.99)),
        Result("gate, 1,600 characters of any kind, the most", "ms", max(hard)),
        Result(f"gate, 1,600 characters, hardest kind ({kind}), p50", "ms", percentile(by_kind[kind], 0.5)),
    ]


def _numbered(texts: Sequence[str], number: int) -> list[str]:
    """Return so many texts, no two the same, so that none is remembered whole."""
    return [f"{turn} {one}"[:LONGEST] for turn, one in enumerate(islice(cycle(texts), number))]


def _times(texts: list[str]) -> list[float]:
    for one in texts[:WARM_UP]:
        gate(one, hours=30)
    return [_time(one) for one in texts]


def _time(text: str) -> float:
    began = thread_time()
    gate(text, hours=30)
    return (thread_time() - began) * 1000
