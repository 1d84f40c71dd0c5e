"""The figures of a benchmark: percentiles, ratios and the table that people read."""

import pytest

from bench.result import Result, number, percentile, table


@pytest.mark.parametrize(
    ("share", "value"),
    [(0.5, 50), (0.99, 99), (1.0, 100), (0.0, 1)],
    ids=["the middle", "one in a hundred is slower", "the slowest", "the quickest"],
)
def test_a_percentile_is_one_of_the_measured_values(share, value):
    assert percentile(list(range(100, 0, -1)), share) == value


def test_no_values_have_no_percentile():
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_a_ratio_is_ours_to_the_peers():
    assert Result("turn", "ms", 50, 200, "a peer").ratio == 0.25


@pytest.mark.parametrize("peer", [None, 0.0], ids=["no peer", "a peer of nothing"])
def test_without_a_peer_there_is_no_ratio(peer):
    assert Result("refused", "posts", 3, peer).ratio is None


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "-"), (0.2504, "0.250"), (28.04, "28.0"), (1123.6, "1124")],
    ids=["none", "small", "middling", "large"],
)
def test_a_figure_shows_the_digits_that_mean_something(value, shown):
    assert number(value) == shown


def test_the_table_has_a_line_for_each_figure_and_its_columns_stand_under_each_other():
    lines = table([Result("gate", "ms", 0.3), Result("a whole turn", "ms", 50, 200, "the other bot")])
    assert [line.split("|")[1].strip() for line in lines[2:]] == ["gate", "a whole turn"]
    assert len({tuple(place for place, sign in enumerate(line) if sign == "|") for line in lines}) == 1
