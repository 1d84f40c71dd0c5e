"""Where one context rule stands in a text."""

from __future__ import annotations

from collections.abc import Iterable

from bot.safety.bits import between, highest
from bot.safety.search import Span


class Frames:
    """The spans of a context rule, each of a word at least; `starts` and `covered` are sets of tokens, a bit each."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self.spans = list(spans)
        self.starts = self.covered = self._ends = 0
        for start, end in self.spans:
            self.starts |= 1 << start
            self.covered |= between(start, end)
            self._ends |= 1 << end

    def __bool__(self) -> bool:
        return bool(self.spans)

    def end_before(self, start: int, first: int) -> int:
        """Return the last end, at `start` at most, of those since the token `first`; -1 when there is none."""
        return highest(self._ends & between(first + 1, start + 1))
