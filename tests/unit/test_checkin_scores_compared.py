"""Scores as people tell them: two in one text tell a trend, and a doubt beside one does not hide it."""

import pytest

from bot.checkins import load_default_timeline as timeline
from bot.checkins import read, read_followup, score_told, scores_now, trend_told


@pytest.mark.parametrize(
    ("text", "trend"),
    [
        ("its about a 6 now, was 4 this morning", "worse"),
        ("5. it was only a three last night", "worse"),
        ("went from 3 to 6", "worse"),
        ("it was a two and now its a five", "worse"),
        ("pain 6, up from 4", "worse"),
        ("was 7 yesterday, 4 now", "better"),
        ("3 today, was a seven", "better"),
        ("4 now, was 4 before", "same"),
        ("slept from 8 to 9 hours", None),
        ("day 3 now, was 2 weeks in may", None),
        ("38.2 now, was 37", None),
        ("6", None),
        ("yes more than yesterday", "worse"),
        ("morning it was less, now it has become more", "worse"),
        ("nah just since this morning, was grand yday", "worse"),
        ("doubled", "worse"),
        ("its just pink, not hot not spreading, less than yesterday", "better"),
        ("its not as bad now", "better"),
        ("not getting bigger", None),
        ("well its nae worse onyway", "same"),
        ("getting more comfortable", None),
    ],
)
def test_two_scores_tell_which_way_it_goes(text, trend):
    assert trend_told(text) == trend


@pytest.mark.parametrize(
    ("text", "score"), [("dunno maybe 3", 3), ("not sure, 4?", 4), ("idk 5", 5), ("idk", None), ("dunno, 3 or 8", 8)]
)
def test_a_guess_is_a_score(text, score):
    assert read_followup("pain", text) == score


@pytest.mark.parametrize(("text", "score"), [("maybe 2 over 10, e don drop", 2), ("2 maybe 3 of ten", 3), ("7 over ten pain", 7)])
def test_over_ten_and_of_ten_are_no_tens(text, score):
    assert score_told(text) == read_followup("pain", text) == score


@pytest.mark.parametrize("text", ["fat thumbs sry its a 3 not an 8", "its a 3, not 8"])
def test_a_score_that_is_denied_is_none(text):
    assert scores_now(text) == [3]
    assert score_told(text) in (3, None)


def test_a_highest_score_that_is_named_is_none():
    assert read(timeline().step("4h"), "oh its only up to 3. 1 then").values["feel"] == 1


def test_a_swelling_that_went_yesterday_is_gone():
    assert read(timeline().step("day3"), "like a 2. puffiness went yday").values == {"redness": 2, "swelling_gone": "yes"}


@pytest.mark.parametrize("text", ["ok its not my sister. was embarrassed to say", "its not my mate its me", "im the mate"])
def test_somebody_else_who_is_the_patient_after_all(text):
    assert read_followup("is_this_you", text) == "yes"


def test_somebody_else_it_stays():
    assert read_followup("is_this_you", "its not my sister its my cousin") == "no"
