"""The overview's bars and words: whole bars fill their plot, what is there can be seen, no share is rounded to all or none."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.overview import Answered, Escalated, Span, Volumes
from bot.web.console.overview import drawing, words

DAYS = [date(2026, 3, 1) + timedelta(days=number) for number in range(4)]


def volumes(**counts):
    return Volumes(DAYS, {sender: counts.get(sender, [0] * 4) for sender in ("patient", "bot", "check_in", "staff")})


def share(text):
    return float(text.removesuffix("%"))


def test_all_senders_share_one_scale_and_a_single_text_can_be_seen():
    patient, bot, *_ = drawing.series(volumes(patient=[0, 1000, 500, 1], bot=[0, 0, 250, 0]))
    assert [bar.height for bar in patient.bars] == [64, 32, 2]
    assert [(bar.height, bar.y) for bar in bot.bars] == [(16, 48)]
    assert patient.words == "1501 in all, most on Mon 2 Mar: 1000"
    assert patient.bars[0].words == "Mon 2 Mar: 1000"


def test_a_sender_without_texts_has_no_bar():
    assert [(one.words, one.bars) for one in drawing.series(volumes())] == [("0 in all", [])] * 4


@given(some.lists(some.integers(0, 500), min_size=4, max_size=4))
def test_bars_stand_in_their_days_and_inside_the_plot(counts):
    for bar in drawing.series(volumes(patient=counts))[0].bars:
        assert share(bar.x) >= 0 and share(bar.x) + share(bar.width) <= 100
        assert bar.y + bar.height == drawing.HEIGHT and bar.height >= drawing.LEAST


@given(some.integers(0, 999), some.integers(0, 999), some.integers(1, 999))
def test_the_parts_of_what_was_read_fill_the_bar_without_a_gap(alone, with_staff, quiet):
    end = 0.0
    for bar in drawing.parts(Answered(alone, with_staff, quiet)):
        assert share(bar.x) == pytest.approx(end, abs=0.02)
        end = share(bar.x) + share(bar.width)
    assert end == pytest.approx(100, abs=0.02)


def test_the_commonest_reason_is_the_longest_bar_cut_by_level():
    levels = {"U1": {"emergency": 0, "urgent": 3, "review": 1}, "R1": {"emergency": 0, "urgent": 0, "review": 2}}
    first, second = drawing.reasons(Escalated({}, levels))
    assert (first.name, first.count, first.levels) == ("Possible infection", 4, "3 urgent, 1 review")
    assert [(bar.kind, bar.x, bar.width) for bar in first.bars] == [("urgent", "0.00%", "75.00%"), ("review", "75.00%", "25.00%")]
    assert [bar.width for bar in second.bars] == ["50.00%"]


@pytest.mark.parametrize(("count", "shade"), [(0, 0), (1, 1), (20, 1), (21, 2), (99, 5), (100, 5)])
def test_a_number_has_a_shade_and_none_has_none(count, shade):
    assert drawing.heat(count, 100) == shade


@pytest.mark.parametrize(
    ("part", "told"), [(None, ""), (0, "0%"), (0.001, "<1%"), (0.5, "50%"), (0.994, "99%"), (0.999, ">99%"), (1, "100%")]
)
def test_a_share_is_told_in_percent(part, told):
    assert words.percent(part) == told


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(0.5, "<1 min"), (59, "59 min"), (60, "1 h"), (125, "2 h 05 min"), (2879, "47 h 59 min"), (2880, "2 days"),
     (4600, "3 days 4 h")],
)
def test_a_wait_is_told_as_long_as_it_was(minutes, told):
    assert words.wait(timedelta(minutes=minutes)) == told


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2026, 3, 5), date(2026, 3, 5), "5 Mar 2026"),
        (date(2026, 2, 6), date(2026, 3, 5), "6 Feb to 5 Mar 2026"),
        (date(2025, 12, 6), date(2026, 3, 5), "6 Dec 2025 to 5 Mar 2026"),
    ],
)
def test_days_are_told_with_their_year(first, last, told):
    assert words.days(Span(first, last, ZoneInfo("UTC"))) == told


def test_a_loss_is_told_in_words_and_an_unknown_code_as_it_is():
    assert words.lost("30003", "undelivered") == "Phone off or out of reach"
    assert words.lost("12345", "failed") == "Carrier's code 12345"
    assert words.lost("", "expired") == "Not sent in its time"
