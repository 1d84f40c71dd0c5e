"""The times that a case may be put off to, in the clinic's own day."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.cases import choices

LONDON = ZoneInfo("Europe/London")
WEEK = {str(day): ["09:00", "18:00"] for day in range(1, 6)}


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def offered(level, at, holidays=()):
    now = moment(at).astimezone(timezone.utc)
    return {
        one.name: (one.words, f"{one.until.astimezone(LONDON):%a %H:%M}") for one in choices(level, now, LONDON, WEEK, holidays)
    }


@pytest.mark.parametrize("level", ["urgent", "emergency"])
def test_what_is_urgent_comes_back_within_the_hour(level):
    assert offered(level, "2026-03-05 10:00") == {
        "half_hour": ("For half an hour", "Thu 10:30"),
        "hour": ("For an hour", "Thu 11:00"),
    }


def test_a_review_may_wait_until_the_afternoon_or_the_next_opening():
    assert offered("review", "2026-03-05 10:00") == {
        "hour": ("For an hour", "Thu 11:00"),
        "afternoon": ("Until this afternoon, 14:00", "Thu 14:00"),
        "opening": ("Until tomorrow, 09:00", "Fri 09:00"),
    }


@pytest.mark.parametrize("at", ["2026-03-05 13:30", "2026-03-05 17:00", "2026-03-05 23:00"])
def test_once_it_is_afternoon_it_is_not_offered(at):
    assert "afternoon" not in offered("review", at)


def test_on_a_day_that_is_closed_there_is_no_afternoon_to_wait_for():
    assert set(offered("review", "2026-03-07 10:00")) == {"hour", "opening"}


@pytest.mark.parametrize(
    ("at", "holidays", "said"),
    [
        ("2026-03-06 10:00", {}, "Until Monday 9 Mar, 09:00"),
        ("2026-03-05 10:00", {"2026-03-06": "Staff day"}, "Until Monday 9 Mar, 09:00"),
        ("2026-03-05 00:30", {}, "Until tomorrow, 09:00"),
    ],
    ids=["over the weekend", "over a holiday", "in the night"],
)
def test_tomorrow_is_the_next_day_that_the_clinic_is_open(at, holidays, said):
    assert offered("review", at, holidays)["opening"][0] == said


def test_the_opening_is_by_the_clinics_clock_when_the_clocks_change():
    assert offered("review", "2026-03-27 10:00", {"2026-03-30": "Closed"})["opening"] == (
        "Until Tuesday 31 Mar, 09:00",
        "Tue 09:00",
    )


def test_a_clinic_without_hours_offers_an_hour():
    now = datetime(2026, 3, 5, 10, tzinfo=timezone.utc)
    assert [one.name for one in choices("review", now, LONDON, {}, {})] == ["hour"]
