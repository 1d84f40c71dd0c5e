"""Times as a patient reads them: in their zone, at the half hour, never too early."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.local_time import day_words, hour_words, local, moment_words, not_after, not_before

LONDON = ZoneInfo("Europe/London")
ZONES = ["Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns"]


def utc(year, month, day, hour, minute=0, second=0):
    return datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (0, 0, ""),
        (0, 30, "12:30 am"),
        (9, 0, "9 am"),
        (11, 30, "11:30 am"),
        (12, 0, "12 noon"),
        (12, 30, "12:30 pm"),
        (18, 0, "6 pm"),
    ],
)
def test_an_hour_in_words(hour, minute, words):
    assert hour_words(datetime(2026, 11, 19, hour, minute)) == words  # noqa: DTZ001


@pytest.mark.parametrize(
    ("day", "words"),
    [
        pytest.param(date(2026, 11, 18), "Wed 18 Nov", id="a day gone by has its date"),
        pytest.param(date(2026, 11, 19), "today", id="today"),
        pytest.param(date(2026, 11, 20), "Friday", id="tomorrow"),
        pytest.param(date(2026, 11, 25), "Wednesday", id="six days on"),
        pytest.param(date(2026, 11, 26), "Thu 26 Nov", id="a week on has its date"),
        pytest.param(date(2027, 1, 1), "Fri 1 Jan", id="next year"),
    ],
)
def test_a_day_in_words(day, words):
    assert day_words(day, date(2026, 11, 19)) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        pytest.param(utc(2026, 11, 19, 18), "6 pm today", id="later today"),
        pytest.param(utc(2026, 11, 20, 0), "Friday", id="midnight is the day that begins"),
        pytest.param(utc(2026, 11, 21, 18), "Saturday 6 pm", id="this week"),
        pytest.param(utc(2026, 11, 21, 12), "Saturday 12 noon", id="noon"),
        pytest.param(utc(2026, 12, 3, 18), "Thu 3 Dec, 6 pm", id="beyond the week"),
        pytest.param(utc(2026, 12, 3, 0), "Thu 3 Dec", id="beyond the week, at midnight"),
    ],
)
def test_a_moment_in_words(moment, words):
    assert moment_words(local(moment, LONDON), date(2026, 11, 19)) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        pytest.param(utc(2026, 11, 19, 18, 0, 0), "6 pm", id="on the hour"),
        pytest.param(utc(2026, 11, 19, 18, 0, 1), "6:30 pm", id="a second past"),
        pytest.param(utc(2026, 11, 19, 18, 30), "6:30 pm", id="on the half"),
        pytest.param(utc(2026, 11, 19, 18, 31), "7 pm", id="a minute past the half"),
        pytest.param(utc(2026, 11, 19, 23, 45), "", id="over midnight"),
        pytest.param(utc(2026, 3, 29, 0, 45), "2 am", id="clocks go forward: one o'clock does not exist"),
        pytest.param(utc(2026, 10, 25, 0, 20), "1:30 am", id="clocks go back: the first half past one"),
        pytest.param(utc(2026, 10, 25, 1, 20), "2 am", id="clocks go back: the second would be read as the first"),
    ],
)
def test_a_change_is_said_at_the_next_half_hour(moment, words):
    assert hour_words(not_before(moment, LONDON)) == words


def test_a_quarter_hour_zone_still_says_half_hours():
    assert hour_words(not_before(utc(2026, 11, 19, 12, 0), "Asia/Kathmandu")) == "6 pm"  # 5:45 pm there


def test_a_time_asked_about_is_said_at_the_half_hour_before():
    assert hour_words(not_after(utc(2026, 11, 19, 17, 59), LONDON)) == "5:30 pm"


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="zone"):
        local(datetime(2026, 11, 19), LONDON)  # noqa: DTZ001


@settings(deadline=None)
@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), st.sampled_from(ZONES))  # noqa: DTZ001
def test_nobody_is_ever_told_a_time_too_early(naive, zone):
    moment = naive.replace(tzinfo=timezone.utc)
    said = not_before(moment, zone)
    # What is read off the message has no fold: take the earlier of two alike.
    assert said.replace(fold=0).astimezone(timezone.utc) >= moment
    assert said.minute in (0, 30)
    assert said.astimezone(timezone.utc) - moment < timedelta(hours=2)
