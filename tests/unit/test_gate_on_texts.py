"""How much of the hand-written training texts the gate hears, and how often it cries wolf: floors that may only rise.

The net that acts at once is narrow and seldom wrong; the wide one hears more and needs the reader to agree.

The wordings are many and unlike each other, so a share is stated per file instead of a verdict per text.
"""

from functools import cache

import pytest

from bot.levels import at_least
from bot.safety import gate
from training.texts import FOLDER, read

# Thirty hours after the session: past the first day's allowances, before anything counts as lasting.
HOURS = 30.0

# file, level a careful nurse gives, level the wide net must give at least, share of such texts so heard
HEARD = [
    ("emergencies", "emergency", "emergency", 0.85),
    ("lookalikes", "emergency", "emergency", 0.89),
    ("danger_second_author", "emergency", "emergency", 0.82),
    ("urgent_skin", "urgent", "urgent", 0.86),
    ("urgent_other_and_review", "urgent", "urgent", 0.81),
    ("lookalikes", "urgent", "urgent", 0.86),
    ("danger_second_author", "urgent", "urgent", 0.80),
    ("urgent_other_and_review", "review", "review", 0.78),
    ("urgent_skin", "review", "review", 0.80),
    ("lookalikes", "review", "review", 0.90),
    ("danger_second_author", "review", "review", 0.80),
]

# file, level a careful nurse gives, level that would be too much, share of such texts so raised by the wide net
CRIED_WOLF = [
    ("emergencies", "none", "emergency", 0.005),
    ("lookalikes", "none", "emergency", 0.001),
    ("danger_second_author", "none", "emergency", 0.01),
    ("calm_second_author", "none", "emergency", 0.003),
    ("questions", "none", "emergency", 0.001),
    ("urgent_skin", "none", "emergency", 0.001),
    ("urgent_other_and_review", "none", "emergency", 0.001),
    ("world_and_talk", "none", "emergency", 0.001),
    ("lookalikes", "none", "urgent", 0.018),
    ("questions", "none", "urgent", 0.005),
    ("world_and_talk", "none", "urgent", 0.002),
    ("calm_second_author", "none", "urgent", 0.016),
    ("danger_second_author", "none", "urgent", 0.08),
    ("urgent_skin", "none", "urgent", 0.027),
    ("urgent_other_and_review", "none", "urgent", 0.005),
    ("questions", "none", "review", 0.012),
    ("urgent_other_and_review", "none", "review", 0.036),
    ("urgent_other_and_review", "review", "urgent", 0.022),
]

# The same two for the narrow net.
HEARD_AT_ONCE = [
    ("emergencies", "emergency", "emergency", 0.58),
    ("urgent_skin", "urgent", "urgent", 0.645),
]
CRIED_WOLF_AT_ONCE = [
    ("questions", "none", "urgent", 0.002),
    ("world_and_talk", "none", "urgent", 0.001),
    ("lookalikes", "none", "urgent", 0.01),
    ("calm_second_author", "none", "urgent", 0.009),
    ("danger_second_author", "none", "urgent", 0.026),
    ("urgent_skin", "none", "urgent", 0.009),
    ("urgent_other_and_review", "none", "urgent", 0.004),
]


@cache
def verdicts(file: str, wide: bool) -> tuple[tuple[str, str], ...]:
    """Return, for each text of that file, the nurse's level and the gate's."""
    found = (gate(example.text, hours=HOURS, wide=wide).level for example in read(FOLDER / f"{file}.txt"))
    return tuple((example.level or "none", level) for example, level in zip(read(FOLDER / f"{file}.txt"), found, strict=True))


def share(file: str, level: str, floor: str, *, wide: bool = True) -> float:
    """Return the share of that file's texts of `level` that the gate raises to `floor` or more."""
    given = [verdict for nurse, verdict in verdicts(file, wide) if nurse == level]
    return sum(at_least(verdict, floor) for verdict in given) / len(given)


@pytest.mark.parametrize(("file", "level", "floor", "least"), HEARD)
def test_the_gate_hears_at_least_this_share(file, level, floor, least):
    assert share(file, level, floor) >= least


@pytest.mark.parametrize(("file", "level", "floor", "most"), CRIED_WOLF)
def test_the_gate_cries_wolf_at_most_this_often(file, level, floor, most):
    assert share(file, level, floor) <= most


@pytest.mark.parametrize(("file", "level", "floor", "least"), HEARD_AT_ONCE)
def test_the_narrow_net_hears_at_least_this_share(file, level, floor, least):
    assert share(file, level, floor, wide=False) >= least


@pytest.mark.parametrize(("file", "level", "floor", "most"), CRIED_WOLF_AT_ONCE)
def test_the_narrow_net_cries_wolf_at_most_this_often(file, level, floor, most):
    assert share(file, level, floor, wide=False) <= most
