"""A text's own hour counts where the record has none, and only there."""

import pytest

from bot.safety import gate


@pytest.mark.parametrize(
    ("text", "level"),
    [
        pytest.param("red and hot, 3 hrs out", "none", id="hours since"),
        pytest.param("red and hot, hour 2", "none", id="an hour counted"),
        pytest.param("red and hot, had it done this afternoon", "none", id="the same day"),
        pytest.param("red and hot, day 4", "urgent", id="a day counted"),
        pytest.param("red and hot, fourth day", "urgent", id="a day in words"),
        pytest.param("red and hot", "urgent", id="no hour: the graver reading"),
        pytest.param("my face is on fire, left yours an hour ago", "none", id="just home"),
        pytest.param("my face is on fire, day 3", "urgent", id="on fire on day three"),
        pytest.param("still pink, day 2", "none", id="pink on day two"),
        pytest.param("still pink, day 9", "review", id="pink on day nine"),
        pytest.param("face numb, home an hour", "none", id="numb after the cream"),
        pytest.param("face numb, day 3", "review", id="numb on day three"),
        pytest.param("redder than yesterday, day 3", "urgent", id="of two days the later"),
        pytest.param("hives all over my neck, 4 hours after", "urgent", id="no hour excuses hives"),
        pytest.param("cant breathe, day 1", "emergency", id="nor breath"),
    ],
)
def test_the_hour_a_text_states_is_read_where_none_is_known(text, level):
    assert gate(text).level == level


def test_the_record_outranks_the_hour_in_the_text():
    assert gate("red and hot, hour 2", hours=80).level == "urgent"
