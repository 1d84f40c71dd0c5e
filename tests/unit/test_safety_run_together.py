"""Words of danger that a thumb has run together are read apart, and their place in the text stays right."""

import pytest

from bot.safety import gate

JOINED = ["cantbreathe", "cantbreath", "i can'tbreathe", "couldntbreathe at all", "cantswallow", "chestpain", "wontstop bleeding"]


@pytest.mark.parametrize("text", JOINED)
def test_danger_in_one_word_is_danger(text):
    assert gate(text, hours=30).level == "emergency"


def test_the_phrase_is_marked_as_it_was_written():
    (flag, *_) = gate("help i cantbreathe", hours=5).flags
    assert flag.phrase == "help i cantbreathe"[flag.start : flag.end] == "cantbreathe"


@pytest.mark.parametrize("text", ["scantbreath", "cantseethe", "passedouter", "heartattackers"])
def test_an_unknown_word_that_only_holds_such_letters_is_left_alone(text):
    assert gate(text, hours=30).level == "none"
