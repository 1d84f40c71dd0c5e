"""A timeline looked at before anybody is sent it: sample patients, what it costs, and what bad answers bring."""

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checkins import default_timeline_text, load_default_timeline, parse_timeline
from bot.checkins.bad_answers import bad_answers
from bot.checkins.previewing import CONDITIONAL, SENT, SKIPPED, filled, preview
from bot.checkins.samples import Practice, clock_changes, samples
from bot.sms_text import segments

TIMELINE = load_default_timeline()
NOW = datetime(2026, 11, 20, 9, tzinfo=timezone.utc)
PENNIES = Decimal("0.04")
WEEKDAYS = {str(day): ["09:00", "18:00"] for day in range(1, 6)}
NUMBERS = {"emergency_number": "999", "clinic_phone": "+442079460100", "by": "Monday", "by_urgent": "3 pm"}


def practice(zone="Europe/London", **more):
    usual = {"opening_hours": WEEKDAYS, "holidays": {"2026-12-25": "Christmas Day"}, "numbers": NUMBERS}
    return Practice(ZoneInfo(zone), (time(9), time(20)), **{**usual, **more})


def shown(key, zone="Europe/London", timeline=TIMELINE, **more):
    own = practice(zone, **more)
    sample = next(each for each in samples(own, NOW) if each.key == key)
    return preview(timeline, sample, own, price=PENNIES)


def entry(found, slug):
    return next(each for each in found.entries if each.step.slug == slug)


def test_there_is_a_sample_for_everything_that_is_not_as_usual():
    assert [(each.key, each.name) for each in samples(practice(), NOW)] == [
        ("ordinary", "An ordinary session"),
        ("late", "A session that ended late"),
        ("spring", "When the clocks go forward"),
        ("autumn", "When the clocks go back"),
        ("holiday", "Before Christmas Day"),
        ("away", "A patient in another zone"),
    ]


def test_an_ordinary_session_is_shown_at_its_hours_with_segments_and_cost():
    found = shown("ordinary")
    first = entry(found, "4h")
    assert (first.at.isoformat(), first.state, first.moved) == ("2026-11-24T15:00:00+00:00", SENT, timedelta())
    assert first.text.endswith("Emergency? Call 999. Not monitored 24/7.")
    assert (first.segments, first.cost) == (segments(first.text), first.segments * PENNIES)


def test_what_only_some_patients_get_is_counted_apart():
    found = shown("ordinary")
    reminder = entry(found, "reminder")
    assert (reminder.state, reminder.reason) == (CONDITIONAL, "a reminder, sent only if 24h and 48h have no reply")
    least, most = found.segments
    assert most - least == reminder.segments
    assert found.cost == (least * PENNIES, most * PENNIES)
    assert least == sum(each.segments for each in found.entries if each.state == SENT)


def test_what_would_not_be_sent_is_shown_with_its_reason_and_costs_nothing():
    timeline = parse_timeline(
        default_timeline_text().replace("offset_hours: 48\n", 'offset_hours: 48\n    between: ["09:00", "10:00"]\n')
    )
    found = shown("ordinary", timeline=timeline)
    crowded = entry(found, "48h")
    assert (crowded.state, crowded.reason) == (SKIPPED, "the next check-in follows within 6 hours")
    assert found.segments[1] <= sum(each.segments for each in found.entries) - crowded.segments


def test_a_session_that_ended_at_half_past_eleven_at_night_is_asked_after_in_the_morning():
    first = entry(shown("late"), "4h")
    assert (first.at.hour, first.moved) == (9, timedelta(hours=5, minutes=30))
    assert first.reason == "4 hours after the session, moved 5 hours on into the clinic's daytime"


@pytest.mark.parametrize(("key", "hour", "note"), [("spring", 16, "clocks go forward"), ("autumn", 14, "clocks go back")])
def test_when_the_clocks_change_the_hours_stay_and_the_calendar_says_so(key, hour, note):
    found = shown(key)
    next_day = entry(found, "24h")
    assert next_day.at.hour == hour, "24 hours are 24 hours"
    assert [day.notes for week in found.weeks for day in week if day.date == next_day.at.date()] == [(note, "clinic closed")]


def test_a_clinic_whose_clocks_never_change_sees_a_patient_elsewhere_whose_do():
    found = shown("spring", "Asia/Dubai")
    assert found.sample.zone == ZoneInfo("Europe/London")
    assert found.sample.story.endswith("in Europe/London")


@pytest.mark.parametrize(
    ("more", "name", "day", "note"),
    [
        ({}, "Before Christmas Day", date(2026, 12, 25), "Christmas Day: clinic closed"),
        ({"holidays": {}}, "Before a closed day", date(2026, 11, 22), "clinic closed"),
    ],
    ids=["a holiday on file", "no holiday on file"],
)
def test_a_session_before_a_holiday_is_asked_after_on_the_holiday_and_the_day_says_so(more, name, day, note):
    found = shown("holiday", **more)
    assert found.sample.name == name
    assert entry(found, "24h").at.date() == day
    assert next(each.notes for week in found.weeks for each in week if each.date == day) == (note,)


def test_a_clinic_that_never_closes_has_no_such_sample():
    always = practice(opening_hours={str(day): ["09:00", "18:00"] for day in range(1, 8)}, holidays={})
    assert "holiday" not in {each.key for each in samples(always, NOW)}


def test_a_patient_in_another_zone_is_texted_by_their_own_clock():
    found = shown("away")
    assert found.sample.zone == ZoneInfo("America/New_York")
    assert entry(found, "24h").at.isoformat() == "2026-11-25T09:00:00-05:00"  # 11:00 in London is 06:00 there


def test_the_calendar_has_whole_weeks_and_every_text_once():
    found = shown("late")
    assert all(len(week) == 7 and week[0].date.weekday() == 0 for week in found.weeks)
    days = [day for week in found.weeks for day in week]
    assert [day.date for day in days] == [days[0].date + timedelta(days=number) for number in range(len(days))]
    assert sorted(each.step.slug for day in days for each in day.entries) == sorted(step.slug for step in TIMELINE.steps)
    assert [day.date for day in days if day.is_session] == [date(2026, 11, 24)]


zones = st.sampled_from(
    ["Europe/London", "Asia/Dubai", "Australia/Lord_Howe", "America/Santiago", "Pacific/Apia", "Asia/Kathmandu"]
)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(timezone.utc))  # noqa: DTZ001


@settings(max_examples=25, deadline=None)
@given(now=moments, zone=zones)
def test_every_clinic_at_any_time_of_the_year_has_its_samples_and_their_previews(now, zone):
    own = practice(zone)
    for sample in samples(own, now):
        assert now - timedelta(days=1) < sample.performed_at < now + timedelta(days=380)
        found = preview(TIMELINE, sample, own, price=PENNIES)
        assert all(time(9) <= each.at.time() < time(20) for each in found.entries)
        assert found.segments[0] <= found.segments[1]
        assert sum(len(day.entries) for week in found.weeks for day in week) == len(TIMELINE.steps)


def test_the_days_on_which_clocks_change_are_known():
    assert clock_changes(ZoneInfo("Europe/London"), date(2026, 1, 1), 365) == {
        date(2026, 3, 29): "clocks go forward",
        date(2026, 10, 25): "clocks go back",
    }
    assert clock_changes(ZoneInfo("Asia/Dubai"), date(2026, 1, 1), 365) == {}


def test_a_placeholder_without_a_value_stays_as_it_is():
    assert filled("Call {emergency_number} by {by}", {"emergency_number": "999"}) == "Call 999 by {by}"


# A patient who answers badly


def bad(step, question):
    return [each for each in bad_answers(TIMELINE, NUMBERS) if (each.step, each.question) == (step, question)]


@pytest.mark.parametrize(
    ("step", "question", "answers"),
    [
        ("24h", "pain", [("7 to 10", "urgent"), ("4 to 6", "none")]),
        ("24h", "redness", [("7 to 10, naming hot or spreading or rising or getting worse", "urgent"), ("7 to 10", "none")]),
        ("48h", "trend", [("worse", "review")]),
        ("4h", "feel", [("3", "review")]),
        ("day28", "happy", [("1 to 2", "review")]),
        ("day5", "blisters", [("yes", "urgent"), ("yes, naming only spots, spot, pimples", "none")]),
        ("", "any", [("cannot be read", "none"), ("cannot be read again", "review")]),
        ("", "redness or pain", [("higher twice in a row", "review"), ("higher twice in a row, now 7 or more", "urgent")]),
    ],
)
def test_every_bad_answer_is_told_with_its_level(step, question, answers):
    assert [(each.answer, each.level) for each in bad(step, question)] == answers


def test_the_reply_is_the_text_that_the_patient_would_get():
    urgent = bad("24h", "pain")[0]
    assert urgent.reply.startswith("Thank you for telling us. Our team has been alerted about your pain")
    assert "by 3 pm" in urgent.reply
    assert "call 999 now" in urgent.reply
    assert "by Monday" in bad("day14", "marks")[0].reply


def test_what_is_asked_next_is_told_with_what_each_answer_to_it_brings():
    further = bad("24h", "pain")[1].then
    assert [(each.answer, each.level) for each in further] == [
        ("better", "none"), ("same", "review"), ("worse", "urgent"), ("says neither", "review"),
    ]  # fmt: skip
    left = bad("day7", "normal")[1].then[0]
    assert (left.level, left.answer.partition(":")[0]) == ("urgent", "names one of these")


def test_no_bad_answer_is_forgotten():
    told = [each for each in bad_answers(TIMELINE, NUMBERS) if each.step]
    assert len(told) == sum(len(step.escalations) for step in TIMELINE.steps)
    assert all("no answer" not in each.answer for each in told), "every row of the table has answers of its own"
