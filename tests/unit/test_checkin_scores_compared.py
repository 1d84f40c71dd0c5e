"""Scores as people tell them: two in one text tell a trend, and a doubt beside one does not hide it."""

import pytest

from bot.checkins import read_followup, trend_told


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
    ],
)
def test_two_scores_tell_which_way_it_goes(text, trend):
    assert trend_told(text) == trend


@pytest.mark.parametrize(
    ("text", "score"), [("dunno maybe 3", 3), ("not sure, 4?", 4), ("idk 5", 5), ("idk", None), ("dunno, 3 or 8", 8)]
)
def test_a_guess_is_a_score(text, score):
    assert read_followup("pain", text) == score
