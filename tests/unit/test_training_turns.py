"""The hand-written turns that the listener learns from, and the texts that stand behind something they do not go on about."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from training.texts import TextsError
from training.turns import WHOLE, turns, unrelated


def test_there_are_thousands_at_every_level():
    levels = Counter(example.level for example in turns())
    assert sum(levels.values()) > 10_000
    assert levels["emergency"] > 500 and levels["urgent"] > 700 and levels["review"] > 400


def test_a_turn_has_the_labels_of_its_heading_and_what_went_before(tmp_path: Path):
    lines = "20 h: can i walk the dog => now => he's a husky\n7 h: jogging?\n"
    (tmp_path / "one.txt").write_text(f"# so\n= none | ask_may | exercise\n{lines}")
    first, second = turns(tmp_path)
    assert (first.text, first.before, first.topics) == ("he's a husky", "20 hours. can i walk the dog / now", {"exercise"})
    assert (second.text, second.before, second.level) == ("jogging?", "7 hours.", "none")


def test_a_line_without_an_hour_is_refused(tmp_path: Path):
    (tmp_path / "one.txt").write_text("= none | ask_may | exercise\ncan i walk the dog => now\n")
    with pytest.raises(TextsError, match="one.txt: a turn is"):
        turns(tmp_path)


def test_what_stands_behind_something_else_says_enough_and_keeps_its_labels():
    found = unrelated(40, Random(5))
    assert all(len(one.text.split()) >= WHOLE and one.level and one.topics is not None for one in found)
    assert 20 <= sum(bool(one.before) for one in found) < 40
