"""What the gate costs inside the webhook: a text as people write it, and the longest that a carrier passes on.

It only computes, so its processor time is taken: the same on a free machine and on a busy one.
"""

from collections.abc import Sequence
from itertools import cycle, islice
from time import thread_time

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
    return alone + [
        Result(f"gate, 1,600 characters, {name}", "ms", percentile(longest, share), percentile(typical, share), beside)
        for name, share in shares
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
