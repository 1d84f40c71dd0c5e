"""By when staff answer: in the day, at night, over a weekend, over Christmas; and how a patient reads it."""

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.promises import in_words, is_open, opening_on, promised_by

LONDON = ZoneInfo("Europe/London")
WORKING_DAYS = {str(day): ["09:00", "18:00"] for day in range(1, 6)}
CHRISTMAS = {"2026-12-25": "Christmas Day", "2026-12-28": "Boxing Day"}


def london(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


URGENT = [
    ("2026-12-24T10:00", "2026-12-24T11:00", "in office hours: within the hour"),
    ("2026-12-24T10:07", "2026-12-24T11:15", "never earlier than an hour"),
    ("2026-12-25T10:00", "2026-12-25T12:00", "on a holiday the person on call answers within two hours"),
    ("2026-12-24T23:00", "2026-12-25T09:00", "the night before a holiday: in the morning, not after the holidays"),
    ("2026-12-25T23:30", "2026-12-26T09:00", "the night before a Saturday: in the morning, not on Monday"),
    ("2026-12-28T03:00", "2026-12-28T09:00", "early on a holiday: that morning"),
    ("2026-12-28T23:00", "2026-12-29T10:00", "the night before a working day: within an hour of opening"),
    ("2026-12-29T05:00", "2026-12-29T10:00", "early on a working day: within an hour of opening"),
]


@pytest.mark.parametrize(("opened", "promised", "why"), URGENT, ids=[why for _, _, why in URGENT])
def test_an_urgent_case(opened, promised, why):
    assert promised_by("urgent", london(opened), LONDON, WORKING_DAYS, CHRISTMAS) == london(promised)


REVIEW = [
    ("2026-12-23T10:00", "2026-12-24T18:00", "by the end of the next business day"),
    ("2026-12-24T10:00", "2026-12-29T18:00", "past Christmas, the weekend and Boxing Day"),
    ("2026-12-18T20:00", "2026-12-21T18:00", "past a weekend"),
]


@pytest.mark.parametrize(("opened", "promised", "why"), REVIEW, ids=[why for _, _, why in REVIEW])
def test_a_case_to_review(opened, promised, why):
    assert promised_by("review", london(opened), LONDON, WORKING_DAYS, CHRISTMAS) == london(promised)


def test_a_closure_of_three_weeks_is_waited_for():
    summer = [(date(2026, 8, 1) + timedelta(days=day)).isoformat() for day in range(21)]
    assert promised_by("review", london("2026-07-31T10:00"), LONDON, WORKING_DAYS, summer) == london("2026-08-24T18:00")


def test_an_emergency_is_now_even_at_christmas():
    now = london("2026-12-25T03:00")
    assert promised_by("emergency", now, LONDON, WORKING_DAYS, CHRISTMAS) == now


@pytest.mark.parametrize(
    ("moment", "opened"),
    [("2026-12-24T08:59", False), ("2026-12-24T09:00", True), ("2026-12-24T18:00", False), ("2026-12-25T12:00", False),
     ("2026-12-26T12:00", False), ("2026-12-28T12:00", False), ("2026-12-29T12:00", True)],
)  # fmt: skip
def test_a_clinic_is_open_in_its_hours_but_not_on_a_holiday(moment, opened):
    assert is_open(london(moment), WORKING_DAYS, CHRISTMAS) is opened


def test_a_day_opens_from_to():
    assert opening_on(date(2026, 12, 24), WORKING_DAYS) == (time(9), time(18))
    assert opening_on(date(2026, 12, 25), WORKING_DAYS, CHRISTMAS) is None


@pytest.mark.parametrize(
    ("moment", "words"),
    [("2026-12-24T15:30", "3:30 pm"), ("2026-12-25T09:00", "9 am tomorrow"), ("2026-12-29T18:00", "Tuesday"),
     ("2026-12-31T18:00", "Thu 31 Dec"), ("2027-01-05T18:00", "Tue 5 Jan")],
)  # fmt: skip
def test_a_promise_as_a_patient_reads_it(moment, words):
    assert in_words(london(moment), london("2026-12-24T10:00"), LONDON) == words


START = datetime(2025, 1, 1, tzinfo=timezone.utc)
moments = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
zones = st.sampled_from([LONDON, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")])
openings = st.tuples(st.integers(0, 22), st.integers(1, 23)).filter(lambda pair: pair[0] < pair[1])
weeks = st.dictionaries(
    st.integers(1, 7).map(str), openings.map(lambda pair: [f"{pair[0]:02d}:00", f"{pair[1]:02d}:00"]), min_size=1
)
closures = st.sets(st.dates(date(2025, 1, 1), date(2028, 1, 1)).map(date.isoformat), max_size=30)


@given(moments, zones, weeks, closures, st.sampled_from(["review", "urgent", "emergency"]))
def test_a_promise_is_never_in_the_past_and_urgent_never_waits_longer_than_a_night(now, zone, hours, holidays, level):
    promised = promised_by(level, now, zone, hours, holidays)
    assert promised >= now
    if level == "urgent":
        assert promised - now <= timedelta(hours=16)


@given(moments, zones, weeks, closures)
def test_a_review_is_promised_for_a_day_on_which_the_clinic_is_open(now, zone, hours, holidays):
    promised = promised_by("review", now, zone, hours, holidays).astimezone(zone)
    assert opening_on(promised.date(), hours, holidays) is not None
    assert promised.date() > now.astimezone(zone).date()
