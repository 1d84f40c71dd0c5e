"""The overview's arithmetic: days as the clinic counts them, waits against promises, sums by reason and topic."""

from bisect import bisect_right
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.errors import InputError
from bot.overview import choose, escalated, gaps, topics
from bot.overview.responses import in_order
from bot.overview.span import Span
from bot.overview.waits import Promise, percentile, waits

LONDON, KATHMANDU = ZoneInfo("Europe/London"), ZoneInfo("Asia/Kathmandu")
NOW = datetime(2026, 3, 5, 10, tzinfo=timezone.utc)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({}, "2026-02-06", "2026-03-05"),
        ({"last": "7"}, "2026-02-27", "2026-03-05"),
        ({"last": "90"}, "2025-12-06", "2026-03-05"),
        ({"since": "2026-03-01", "until": "2026-03-02"}, "2026-03-01", "2026-03-02"),
        ({"since": "2026-03-04", "last": "90"}, "2026-03-04", "2026-03-05"),
        ({"until": "2026-03-01"}, "2026-02-02", "2026-03-01"),
        ({"since": "2026-03-05", "until": "2026-03-05"}, "2026-03-05", "2026-03-05"),
    ],
    ids=["unasked", "a week", "a quarter", "two days", "days win", "only an end", "one day"],
)
def test_days_are_chosen(asked, first, last):
    span = choose(LONDON, NOW, **asked)
    assert (span.first.isoformat(), span.last.isoformat()) == (first, last)
    assert len(list(span.days())) == span.length


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"since": "yesterday"}, "is not a day of our time. Write it as 2026-03-05"),
        ({"since": "2026-13-45"}, "is not a day of our time"),
        ({"until": "0001-01-01"}, "is not a day of our time"),
        ({"since": "9999-12-31"}, "is not a day of our time"),
        ({"since": "2026-03-05", "until": "2026-03-01"}, "end (2026-03-01) before they begin (2026-03-05)"),
        ({"since": "2024-01-01"}, "Choose a year or less"),
        ({"last": "8"}, "Choose the last 7, 28 or 90 days"),
        ({"last": "<script>"}, "Choose the last 7, 28 or 90 days"),
    ],
    ids=["a word", "no date", "long ago", "far ahead", "turned round", "too long", "another number", "a script"],
)
def test_days_that_are_none_are_told_in_a_sentence(asked, told):
    with pytest.raises(InputError) as refused:
        choose(LONDON, NOW, **asked)
    assert told in str(refused.value)
    assert "<" not in str(refused.value)


def test_today_is_the_clinics_today():
    late = datetime(2026, 3, 5, 19, tzinfo=timezone.utc)  # 00:45 on the sixth in Kathmandu
    assert choose(KATHMANDU, late).last == date(2026, 3, 6)
    assert choose(KATHMANDU, late).end == datetime(2026, 3, 6, 18, 15, tzinfo=timezone.utc)


def test_a_day_on_which_the_clocks_change_is_an_hour_shorter_or_longer():
    spring, autumn = (Span(day, day, LONDON).midnights() for day in (date(2026, 3, 29), date(2026, 10, 25)))
    assert [moment.isoformat() for moment in spring] == ["2026-03-29T00:00:00+00:00", "2026-03-29T23:00:00+00:00"]
    assert [moment.isoformat() for moment in autumn] == ["2026-10-24T23:00:00+00:00", "2026-10-26T00:00:00+00:00"]


ZONES = ("Europe/London", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana")


@given(some.sampled_from(ZONES), some.dates(date(2025, 1, 1), date(2027, 1, 1)), some.integers(0, 365), some.floats(0, 1))
def test_between_two_midnights_every_moment_is_of_that_day(name, first, days, part):
    span = Span(first, first + timedelta(days=days), ZoneInfo(name))
    moment, midnights = span.start + (span.end - span.start) * part, span.midnights()
    assert (midnights[0], midnights[-1], len(midnights)) == (span.start, span.end, span.length + 1)
    if moment < span.end:
        assert list(span.days())[bisect_right(midnights, moment) - 1] == moment.astimezone(span.zone).date()


def promise(level, took, promised=60):
    answered = NOW - timedelta(hours=3) + took * MINUTE if took is not None else None
    return Promise(level, NOW - timedelta(hours=3), NOW - timedelta(hours=3) + promised * MINUTE, answered)


def test_waits_are_told_by_level_the_gravest_first():
    found = waits([promise("review", 10), *(promise("urgent", minutes) for minutes in range(10, 110, 10))], NOW)
    urgent, review = found.levels
    assert (urgent.level, urgent.cases, urgent.median, urgent.ninetieth) == ("urgent", 10, 50 * MINUTE, 90 * MINUTE)
    assert (urgent.kept, urgent.broken, urgent.share) == (6, 4, 0.6)
    assert (review.median, review.ninetieth, review.share) == (10 * MINUTE, 10 * MINUTE, 1.0)
    assert found.share == 7 / 11


def test_an_answer_in_the_last_moment_keeps_the_promise():
    assert waits([promise("urgent", 60)], NOW).share == 1.0


def test_a_case_that_nobody_answered_breaks_its_promise_only_once_it_is_due():
    found = waits([promise("review", None), promise("review", None, promised=181)], NOW).levels[0]
    assert (found.kept, found.broken, found.open, found.median) == (0, 1, 1, None)


def test_an_emergency_has_a_wait_but_no_promise_to_break():
    """The patient is told to call the emergency number at once; by when a person looks was never promised."""
    found = waits([promise("emergency", 5, promised=0), promise("emergency", None, promised=0)], NOW)
    assert (found.levels[0].median, found.levels[0].share, found.levels[0].open, found.share) == (5 * MINUTE, None, 1, None)


def test_without_cases_there_is_nothing_to_tell():
    assert waits([], NOW).levels == []
    assert percentile([], 0.5) is None


@given(some.lists(some.integers(0, 10**6), min_size=1), some.sampled_from((0.5, 0.9)))
def test_a_percentile_is_a_wait_that_somebody_had_and_enough_did_not_exceed(minutes, share):
    took = sorted(number * MINUTE for number in minutes)
    found = percentile(took, share)
    assert found in took
    assert sum(one <= found for one in took) >= share * len(took)
    assert sum(one < found for one in took) < share * len(took)


def test_a_case_with_two_reasons_stands_under_both_and_once_among_the_levels():
    found = escalated.tally([(["U1", "U2"], "urgent", 2), (["U2"], "review", 1), ([], "review", 1)])
    assert found.by_level == {"emergency": 0, "urgent": 2, "review": 2}
    assert list(found.by_code) == ["U2", "U1"]
    assert found.by_code["U2"] == {"emergency": 0, "urgent": 2, "review": 1}


def test_small_talk_is_no_topic_and_the_commonest_twelve_are_shown():
    many = [([f"topic{number:02}"], "0", number) for number in range(1, 20)]
    found = topics.tally([*many, (["thanks", "makeup", "makeup"], "4-6", 100)])
    assert list(found.counts)[:2] == ["makeup", "topic19"]
    assert len(found.counts) == 12
    assert (found.counts["makeup"]["4-6"], found.most) == (100, 100)


@pytest.mark.parametrize(
    ("intent", "about", "why"),
    [
        ("ask_may", ["makeup"], "no_rule"),
        ("ask_may", [""], "not_understood"),
        ("nlu_fallback", ["makeup"], "not_understood"),
        ("out_of_scope", [""], "out_of_scope"),
    ],
)
def test_why_a_question_found_no_answer(intent, about, why):
    assert gaps.why(intent, about) == why


def test_steps_stand_in_the_order_of_a_recovery():
    steps = ["day28", "reminder", "day3", "48h", "4h", "24h", "day14", "48h_again"]
    assert sorted(steps, key=in_order) == ["4h", "24h", "48h", "48h_again", "day3", "day14", "day28", "reminder"]
