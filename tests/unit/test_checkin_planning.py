"""When check-ins fall due: the clinic's daytime in the patient's zone, no flood for an old session, a reason in every row."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins import load_default_timeline, plan
from bot.checkins.daytime import Daytime

TIMELINE = load_default_timeline()
LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")
WINDOW = (time(9), time(20))
ZONES = [
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Africa/Cairo",
    "UTC",
]

moments = st.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1), timezones=st.just(timezone.utc))  # noqa: DTZ001
windows = st.tuples(st.integers(0, 22), st.integers(1, 23)).filter(lambda w: w[0] < w[1]).map(lambda w: (time(w[0]), time(w[1])))
zones = st.sampled_from(ZONES).map(ZoneInfo)


def at(text, zone=LONDON):
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(timezone.utc)


def plan_of(performed_at, *, zone=LONDON, now=None, window=WINDOW):
    rows = plan(TIMELINE, performed_at=performed_at, zone=zone, window=window, now=now or performed_at)
    return {row.step: row for row in rows}


def test_a_morning_session_is_asked_after_at_its_own_hours():
    rows = plan_of(at("2025-06-10T10:00"))
    assert rows["4h"].due_at == at("2025-06-10T14:00")
    assert rows["day28"].due_at == at("2025-07-08T10:00")
    assert rows["24h"].reason == "24 hours after the session"
    assert {row.status for row in rows.values()} == {"planned"}


def test_an_evening_session_is_asked_after_in_the_morning():
    first = plan_of(at("2025-06-10T18:00"))["4h"]
    assert first.due_at == at("2025-06-11T09:00")
    assert first.status == "planned"
    assert first.reason == "4 hours after the session, moved 11 hours on into the clinic's daytime"


def test_a_moved_check_in_that_would_crowd_the_next_is_skipped():
    rows = plan_of(at("2025-06-10T14:00"), window=(time(10), time(17)))
    assert (rows["4h"].status, rows["4h"].reason) == ("skipped", "the next check-in follows within 6 hours")
    assert rows["24h"].status == "planned"


def test_the_window_is_the_patients_not_the_clinics():
    session = at("2025-06-10T12:00")
    row = plan_of(session, zone=NEW_YORK)["4h"]
    assert row.due_at == session + timedelta(hours=4)
    assert plan_of(session, zone=ZoneInfo("Asia/Tokyo"))["4h"].due_at == at("2025-06-11T09:00", ZoneInfo("Asia/Tokyo"))


def test_the_wall_clock_holds_when_the_clocks_change():
    rows = plan_of(at("2025-10-24T19:30"))  # clocks go back on Sunday the 26th
    assert rows["48h"].due_at == at("2025-10-26T18:30")
    assert rows["day3"].due_at.astimezone(LONDON).hour == 18
    late = plan_of(at("2025-03-28T23:00"))  # and forward on Sunday 30 March
    assert late["48h"].due_at.astimezone(LONDON) == datetime(2025, 3, 31, 9, tzinfo=LONDON)


def test_an_old_session_is_not_flooded():
    session = at("2025-06-01T10:00")
    rows = plan_of(session, now=session + timedelta(days=10))
    assert [step for step, row in rows.items() if row.status == "planned"] == ["day14", "day28"]
    assert rows["24h"].reason == "session was already 10 days old at enrolment"


def test_a_very_old_session_has_no_check_in_left():
    session = at("2015-06-01T10:00")
    assert {row.status for row in plan_of(session, now=at("2025-06-01T10:00")).values()} == {"skipped"}


def test_a_session_to_come_is_planned_whole():
    session = at("2026-06-01T10:00")
    assert {row.status for row in plan_of(session, now=at("2025-06-01T10:00")).values()} == {"planned"}


def test_the_reminder_waits_for_the_check_in_before_it():
    rows = plan_of(at("2025-06-10T21:30"))
    assert rows["48h"].due_at == at("2025-06-13T09:00")
    assert rows["reminder"].due_at == at("2025-06-13T15:00")


@pytest.mark.parametrize("window", [(time(9), time(9)), (time(20), time(9))])
def test_a_window_that_never_opens_is_refused(window):
    with pytest.raises(ValueError, match="open before it closes"):
        plan_of(at("2025-06-10T10:00"), window=window)


@given(performed_at=moments, zone=zones, window=windows, age=st.integers(-400, 900))
def test_every_plan_keeps_the_rules(performed_at, zone, window, age):
    now = performed_at + timedelta(hours=age)
    rows = plan(TIMELINE, performed_at=performed_at, zone=zone, window=window, now=now)
    assert rows == plan(TIMELINE, performed_at=performed_at, zone=zone, window=window, now=now)
    assert [row.step for row in rows] == [step.slug for step in TIMELINE.steps]
    daytime = Daytime(window[0], window[1], zone)
    for row, step in zip(rows, TIMELINE.steps, strict=True):
        assert row.reason
        assert row.due_at >= performed_at + step.offset
        assert daytime.includes(row.due_at)
        assert row.status == "skipped" or row.due_at < row.expires_at > now
    planned = [row for row in rows if row.status == "planned"]
    assert all(before.due_at < after.due_at for before, after in zip(planned, planned[1:], strict=False))


@given(performed_at=moments, zone=zones, window=windows, age=st.integers(0, 900))
def test_at_most_one_regular_check_in_waits_at_any_time(performed_at, zone, window, age):
    now = performed_at + timedelta(hours=age)
    rows = plan(TIMELINE, performed_at=performed_at, zone=zone, window=window, now=now)
    waiting = [row for row in rows if row.status == "planned" and row.due_at <= now and row.step != "reminder"]
    assert len(waiting) <= 1


@given(moment=moments, zone=zones, window=windows)
def test_the_next_opening_is_open_and_never_earlier(moment, zone, window):
    daytime = Daytime(window[0], window[1], zone)
    opening = daytime.next_open(moment)
    assert opening >= moment
    assert daytime.includes(opening)
    assert opening - moment <= timedelta(hours=50)
