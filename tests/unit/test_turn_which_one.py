"""Which of several things asked about before a text means, by its number or as "both"."""

from datetime import timedelta

import pytest

from bot.turn.carrying import goes_on, remembered, subjects_of
from tests.turns import NOON, care, remembering, turn

THREE = ["cleansing", "alcohol", "exercise"]


def after(*subjects: str, before: tuple[str, ...] = ()):
    """Ben has just been answered about `subjects`, and about `before` ahead of them."""
    return care(memory=remembering(subjects=list(subjects), before=list(before), subjects_at=NOON - timedelta(minutes=3)))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("on number 2, does one gin count", "alcohol"),
        ("the 2nd one but only a sip", "alcohol"),
        ("n 3 but only legs", "exercise"),
        ("first one, with just water?", "cleansing/water"),
        ("question 3 if i go slow", "exercise"),
    ],
)
def test_a_number_names_one_of_the_things_before(text, meant):
    asked = turn(text, "give_score", known=after(*THREE))
    assert subjects_of(asked) == [meant]
    assert goes_on(asked)


def test_what_the_reader_takes_a_number_for_is_none():
    assert subjects_of(turn("second one, why wait", "ask_why", known=after(*THREE), guessed=("next_session",))) == ["alcohol"]


def test_the_thing_itself_may_be_named_with_its_number():
    assert subjects_of(turn("the 3rd one but walking", "ask_may", "exercise/gentle", known=after(*THREE))) == ["exercise/gentle"]


def test_a_new_thing_with_a_number_is_new():
    assert subjects_of(turn("second one, can i swim", "ask_may", "swimming", known=after(*THREE))) == ["swimming"]


@pytest.mark.parametrize("text", ["number 4 but slow", "first time i washed it", "3 days then"])
def test_other_numbers_name_none(text):
    assert len(subjects_of(turn(text, "ask_may", known=after(*THREE)))) == 3


def test_after_one_of_several_the_others_can_still_be_named():
    asked = turn("on number 2", "ask_may", known=after(*THREE))
    kept = remembered(asked, ["alcohol"], NOON)
    assert kept["before"] == THREE
    known = care(memory=remembering(**kept))
    assert subjects_of(turn("n 3 but only legs", "give_score", known=known)) == ["exercise"]
    assert subjects_of(turn("and the other one?", "ask_may", known=known)) == ["cleansing", "exercise"]


def test_both_are_the_last_and_the_one_before_it():
    asked = turn("could i layer em both", "ask_may", guessed=("moisturizer",), known=after("vitamin_c", before=("serum",)))
    assert subjects_of(asked) == ["serum", "vitamin_c"]


def test_a_thing_named_in_its_own_word_is_meant_whatever_it_points_to():
    asked = turn("could i put cream on them both", "ask_may", "moisturizer", known=after("vitamin_c", before=("serum",)))
    assert subjects_of(asked) == ["moisturizer"]


@pytest.mark.parametrize("text", ["the first one i mean", "the first thing i asked?", "no, the first one"])
def test_the_first_thing_asked_is_the_one_before(text):
    asked = turn(text, "affirm", known=after("sauna", before=("swimming",)))
    assert subjects_of(asked) == ["swimming"]
