"""Two scores in one text, the one of now beside the one before it, tell a trend."""

import pytest

from bot.checkins import trend_told


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
