"""What the figures may not fall below."""

import pytest

from evaluation import floors
from evaluation.figure import Figure

SEEN = {"emergency_recall": Figure("emergency_recall", 2, 3)}


@pytest.mark.parametrize(
    ("least", "lines"),
    [
        pytest.param(0.666, [], id="reached"),
        pytest.param(0.667, ["emergency_recall: 0.667, 2 of 3; at least 0.667"], id="missed by a hair"),
        pytest.param(0.9, ["emergency_recall: 0.667, 2 of 3; at least 0.9"], id="missed"),
    ],
)
def test_a_figure_below_its_floor_is_told(least, lines):
    assert floors.fallen(SEEN, {"emergency_recall": least}) == lines


def test_a_figure_of_no_texts_is_below_every_floor():
    assert floors.fallen({"urgent_recall": Figure("urgent_recall", 0, 0)}, {"urgent_recall": 0.1})


def test_what_is_reached_today_is_a_floor_that_today_reaches():
    assert not floors.fallen(SEEN, {"emergency_recall": floors.rounded(SEEN["emergency_recall"])})


@pytest.mark.parametrize("name", floors.SETS)
def test_only_english_is_counted(name):
    assert {row["lang"] for row in floors.english(name).rows} == {"en"}


def test_strange_texts_are_about_anything_else():
    rows = floors.strange().rows
    assert len(rows) >= 200 and {row["type"] for row in rows} == {"out_of_scope"}
