"""Which levels were taken for which."""

from collections import Counter

from bot.levels import LEVELS
from evaluation.sets import Pair


def counted(pairs: list[Pair]) -> Counter[tuple[str, str]]:
    """Return how often each level was given for each label: (labelled, given) -> texts."""
    return Counter((row["urgency"], answer["urgency"]) for row, answer in pairs)


def table(pairs: list[Pair]) -> list[str]:
    """Return the lines of the table, most serious first; what is left of the diagonal was taken too seriously."""
    counts, levels = counted(pairs), tuple(reversed(LEVELS))
    head = "labelled \\ given".ljust(18) + "".join(level.rjust(11) for level in levels)
    return [head, *(level.ljust(18) + "".join(str(counts[level, given]).rjust(11) for given in levels) for level in levels)]
