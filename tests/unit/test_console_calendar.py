"""The calendar of a patient's check-ins, and times as people type them."""

from datetime import date, datetime, timedelta, timezone
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from bot.errors import InputError
from bot.web.console import typed_time
from bot.web.console.moments import Moments
from bot.web.console.patients.calendar import weeks
from bot.web.console.recovery import PlannedText

LONDON, TOKYO = ZoneInfo("Europe/London"), ZoneInfo("Asia/Tokyo")
SESSION = datetime(2026, 3, 26, 16, 0, tzinfo=timezone.utc)  # a Thursday; the clocks go forward on Sunday


def text(hours, key=1):
    row = SimpleNamespace(id=key, due_at=SESSION + timedelta(hours=hours))
    return PlannedText(row, f"{hours} hours", ("Planned", "wait"), "")  # type: ignore[arg-type]


def calendar(*hours, zone=LONDON, now=SESSION):
    treatment = SimpleNamespace(performed_at=SESSION, procedure=SimpleNamespace(name="Microneedling"))
    made = weeks(treatment, [text(each, key) for key, each in enumerate(hours, 1)], Moments(zone, now))  # type: ignore[arg-type]
    return made, {day.day: [(item.clock, item.words) for item in day.items] for week in made for day in week if day.items}


def test_whole_weeks_from_the_session_to_the_last_check_in():
    made, _ = calendar(4, 24 * 14)
    assert [week[0].day for week in made] == [date(2026, 3, 23), date(2026, 3, 30), date(2026, 4, 6)]
    assert {len(week) for week in made} == {7}
    assert [day.label for day in made[1][:4]] == ["30 Mar", "31", "1 Apr", "2"]


def test_a_day_is_the_patients_own():
    _, london = calendar(4)
    assert london == {date(2026, 3, 26): [("16:00", "Microneedling"), ("20:00", "4 hours")]}
    _, tokyo = calendar(4, zone=TOKYO)
    assert tokyo == {date(2026, 3, 27): [("01:00", "Microneedling"), ("05:00", "4 hours")]}


def test_the_clock_on_the_wall_is_shown_across_the_change_of_clocks():
    _, shown = calendar(24, 24 * 4)
    assert shown[date(2026, 3, 27)] == [("16:00", "24 hours")]
    assert shown[date(2026, 3, 30)] == [("17:00", "96 hours")]


def test_today_is_marked_once():
    made, _ = calendar(24 * 14, now=SESSION + timedelta(days=3))
    days = [day for week in made for day in week]
    assert [day.day for day in days if day.is_today] == [date(2026, 3, 29)]
    assert sum(day.is_past for day in days) == 6


def test_a_check_in_years_away_does_not_make_a_page_of_years():
    made, _ = calendar(24 * 400)
    assert len(made) == 8


def test_without_a_session_there_is_no_calendar():
    assert weeks(None, [], Moments(LONDON, SESSION)) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-03-05T10:00", "2026-03-05T10:00+00:00"),
        ("2026-07-05T10:00", "2026-07-05T09:00+00:00"),
        (" 2026-07-05T10:00:30 ", "2026-07-05T09:00:30+00:00"),
        ("2026-10-25T01:30", "2026-10-25T00:30+00:00"),  # it comes twice: the first
    ],
)
def test_a_time_is_read_by_the_clock_of_the_place(typed, meant):
    assert typed_time.moment(typed, LONDON) == datetime.fromisoformat(meant)


NO_TIMES = ["", "soon", "2026-13-05T10:00", "2026-03-29T01:30", "2026-03-05T10:00Z", "0001-01-01T00:00", "１"]


@pytest.mark.parametrize("typed", NO_TIMES)
def test_what_is_no_time_is_told(typed):
    with pytest.raises(InputError):
        typed_time.moment(typed, ZoneInfo("Asia/Tokyo") if typed.startswith("0001") else LONDON)
