"""Many wordings of each row of the red-flag table, and of what only looks like it (tests/data/gate_*.txt)."""

from pathlib import Path

import pytest

from bot.levels import at_least
from bot.safety import gate

DATA = Path(__file__).parent.parent / "data"


def wordings(*names: str) -> list[object]:
    """Return `hours, text` of each line of those files, its id the heading (`== E1`) and the text."""
    cases: list[object] = []
    for name in names:
        heading = ""
        for line in (DATA / f"gate_{name}.txt").read_text(encoding="utf-8").splitlines():
            if line.startswith("=="):
                heading = line[3:]
            elif line and not line.startswith("#"):
                hours, _, text = line.partition(" | ")
                cases.append(pytest.param(float(hours), text, id=f"{heading}: {text}"))
    return cases


EMERGENCIES = wordings("emergencies", "emergencies_aslant")
URGENT = wordings("urgent", "urgent_aslant")
REVIEW = wordings("review", "review_aslant")


@pytest.mark.parametrize(("hours", "text"), EMERGENCIES)
def test_an_emergency_is_heard_however_it_is_put(hours, text):
    assert gate(text, hours=hours).level == "emergency"


@pytest.mark.parametrize(("hours", "text"), URGENT)
def test_what_cannot_wait_is_heard_however_it_is_put(hours, text):
    assert at_least(gate(text, hours=hours).level, "urgent")


@pytest.mark.parametrize(("hours", "text"), REVIEW)
def test_what_a_person_should_see_is_heard_however_it_is_put(hours, text):
    assert gate(text, hours=hours).level != "none"


@pytest.mark.parametrize(("hours", "text"), wordings("lookalikes"))
def test_what_only_looks_like_danger_calls_nobody(hours, text):
    assert gate(text, hours=hours).level == "none", gate(text, hours=hours).flags


@pytest.mark.parametrize(("hours", "text"), EMERGENCIES + URGENT)
def test_no_word_of_danger_is_taken_for_a_wish_to_stop_the_texts(hours, text):
    assert gate(text, hours=hours).opt_out is None


def test_stuff_coming_out_of_it_is_no_confusion():
    assert gate("theres pus coming out of it", hours=30).level == "urgent"
    assert gate("shes boiling hot and really out of it", hours=30).level == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "when i was driving home i blacked out twice",
        "my words are slurred and im completely sober",
        "collapsed twice in the past hour",
        "for the first time ever i cant breathe",
    ],
)
def test_words_of_the_past_in_another_sense_hide_nothing(text):
    assert gate(text, hours=5).level == "emergency"


@pytest.mark.parametrize(
    "text",
    ["no let up in the throbbing pain", "nothing but pus on the pillow", "not nice, its oozing", "without warning i fainted"],
)
def test_words_that_only_begin_like_a_denial_deny_nothing(text):
    assert at_least(gate(text, hours=50).level, "urgent")


@pytest.mark.parametrize(
    "text",
    ["thirty eight point six", "three eight point nine in the ear", "a hundred and two on the thermometer", "temp thirty nine"],
)
def test_a_temperature_in_words_is_a_temperature(text):
    assert "fever" in gate(text, hours=40).signs


@pytest.mark.parametrize(
    "text", ["im thirty eight", "thirty six point eight", "thirty nine minutes ago", "size thirty eight jeans"]
)
def test_other_numbers_in_words_are_no_fever(text):
    assert gate(text, hours=40).level == "none"
