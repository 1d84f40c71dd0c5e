"""A session moved, missed, added; a patient in another zone, paused, discharged: what becomes of every check-in."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checkins import load_default_timeline
from bot.errors import InputError, NotFound
from bot.sessions import SKIP, Add, Cancel, ChangeZone, Choices, Course, Discharge, Move, Pause, Resume, Row, Treatment
from bot.sessions.ending import DISCHARGED, PAUSED, STOPPED, SUPERSEDED
from bot.sessions.previewing import work_out

TIMELINE = load_default_timeline()
LONDON = ZoneInfo("Europe/London")
WINDOW = (time(9), time(20))
ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "Africa/Cairo", "UTC"]
#: Statuses in which a row may be found, apart from the plan's own.
FOUND = ["planned", "held", "sent", "delivered", "answered", "skipped", "cancelled", "expired", "failed"]


def at(text, zone=LONDON):
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(timezone.utc)


def treated(performed_at, *, key=1, zone=LONDON, now=None, **status_of):
    """A session whose check-ins stand as planned; `status_of` says which do not, by step ("4h" is written h4)."""
    bare = Treatment(key, 1, "Microneedling", performed_at, TIMELINE)
    course = Course(zone=zone, window=WINDOW, treatments=(bare,))
    given = {(f"{name[1:]}h" if name[0] == "h" else name): status for name, status in status_of.items()}
    rows = [
        Row(key * 100 + number, one.step, given.get(one.step, one.status), one.reason, one.due_at, one.expires_at)
        for number, one in enumerate(course.plan(bare, now).values())
    ]
    return replace(bare, rows=tuple(rows))


def course_of(*treatments, zone=LONDON, **standing):
    return Course(zone=zone, window=WINDOW, treatments=treatments, **standing)


def whats(found, session_id=1):
    return {change.step: change.what for change in found.changes if change.session_id == session_id}


def change_of(found, step, session_id=1):
    return next(change for change in found.changes if (change.session_id, change.step) == (session_id, step))


def done(course, found):
    """The course after the change, its rows changed as the changes say: what the record holds once it is applied."""
    by_key = {change.check_in_id: change for change in found.changes if change.check_in_id and change.is_change}
    added = [change for change in found.changes if change.check_in_id is None]
    return replace(found.after, treatments=tuple(_settle(one, by_key, added) for one in found.after.treatments))


def _settle(treatment, by_key, added):
    if treatment.id is None:
        rows = [Row(900 + n, c.step, c.status, c.reason, c.becomes_due, c.expires_at) for n, c in enumerate(added)]
        return replace(treatment, id=9, rows=tuple(rows))
    rows = [_changed(row, by_key[row.id]) if row.id in by_key else row for row in treatment.rows]
    return replace(treatment, rows=tuple(rows))


def _changed(row, change):
    times = {"due_at": change.becomes_due or row.due_at, "expires_at": change.expires_at or row.expires_at}
    return replace(row, status=change.status, reason=change.reason, **times)


# A session moved

MORNING = at("2026-03-05T10:00")


def test_a_day_later_is_a_day_later_for_every_check_in_that_has_not_left():
    course = course_of(treated(MORNING, h4="delivered"))
    found = work_out(course, Move(1, MORNING + timedelta(days=1)), MORNING + timedelta(hours=5))
    assert whats(found)["4h"] == "sent"
    moved = [change for change in found.changes if change.what == "moved"]
    assert {change.step for change in moved} == {"24h", "48h", "reminder", "day3", "day5", "day7", "day14", "day28"}
    assert {change.becomes_due - change.was_due for change in moved} == {timedelta(days=1)}
    assert {change.status for change in moved} == {"planned"}
    assert change_of(found, "24h").reason == "the session was moved: 24 hours after the session"


def test_the_wall_clock_of_the_patient_holds_across_a_change_of_the_clocks():
    session = at("2026-03-20T19:30")  # the clocks go forward on Sunday 29 March
    found = work_out(course_of(treated(session)), Move(1, session + timedelta(days=7)), session + timedelta(minutes=5))
    day3 = change_of(found, "day3")
    assert day3.was_due.astimezone(LONDON) == datetime(2026, 3, 23, 19, 30, tzinfo=LONDON)
    assert day3.becomes_due.astimezone(LONDON) == datetime(2026, 3, 31, 9, 0, tzinfo=LONDON)  # 20:30 is outside the daytime


def test_what_would_be_too_late_by_now_is_passed_over_and_what_is_late_may_be_chosen():
    course = course_of(treated(MORNING))
    now = MORNING + timedelta(hours=2)
    found = work_out(course, Move(1, MORNING - timedelta(days=1)), now)
    assert (whats(found)["4h"], whats(found)["24h"], whats(found)["48h"]) == ("passed", "late", "moved")
    late = change_of(found, "24h")
    assert (late.status, late.goes_at, late.choice) == ("planned", now, "send")
    assert change_of(found, "4h").status == "skipped"


def test_a_late_one_at_night_would_leave_in_the_morning():
    found = work_out(course_of(treated(MORNING)), Move(1, at("2026-03-04T19:00")), at("2026-03-06T01:00"))
    assert change_of(found, "24h").goes_at == at("2026-03-06T09:00")


def test_a_late_one_that_staff_skip_ends_with_that_reason():
    course = course_of(treated(MORNING))
    choices = Choices(by_key={"1:24h": SKIP})
    found = work_out(course, Move(1, MORNING - timedelta(days=1)), MORNING + timedelta(hours=2), choices)
    late = change_of(found, "24h")
    assert (late.what, late.status) == ("late", "skipped")
    assert late.reason == "the session was moved: it was late, and staff chose not to send it"
    plain = work_out(course, Move(1, MORNING - timedelta(days=1)), MORNING + timedelta(hours=2))
    assert plain.fingerprint == found.fingerprint, "what is chosen does not change what was shown"


def test_an_unknown_choice_sends_nothing():
    assert Choices(by_key={"1:24h": "perhaps"}).of("1:24h") == SKIP


def test_check_ins_that_were_missed_come_back_when_the_session_was_later_than_thought():
    wrong = at("2026-02-23T10:00")
    course = course_of(treated(wrong, now=MORNING + timedelta(hours=1)))
    assert {row.status for row in course.treatments[0].rows[:6]} == {"skipped"}
    found = work_out(course, Move(1, MORNING), MORNING + timedelta(hours=1))
    missed = ("4h", "24h", "48h", "reminder", "day3", "day5", "day7")
    assert {step: what for step, what in whats(found).items() if what != "moved"} == dict.fromkeys(missed, "again")


def test_a_reminder_of_what_was_answered_does_not_come_back():
    course = course_of(treated(MORNING, h24="answered", h48="answered", reminder="skipped"))
    found = work_out(course, Move(1, MORNING + timedelta(hours=1)), MORNING + timedelta(hours=60))
    assert whats(found)["reminder"] == "stays"


def test_a_text_that_the_carrier_is_taking_at_this_moment_stays():
    treatment = treated(MORNING)
    rows = tuple(replace(row, is_on_its_way=row.step == "4h") for row in treatment.rows)
    found = work_out(course_of(replace(treatment, rows=rows)), Move(1, MORNING + timedelta(days=1)), MORNING + timedelta(hours=4))
    assert whats(found)["4h"] == "sent"


def test_after_a_stop_the_times_follow_so_that_a_start_finds_them_right():
    treatment = treated(MORNING)
    rows = tuple(replace(row, status="cancelled", reason=STOPPED) for row in treatment.rows)
    course = course_of(replace(treatment, rows=rows), opted_out=True)
    found = work_out(course, Move(1, MORNING + timedelta(days=2)), MORNING + timedelta(hours=1))
    assert {(change.status, change.reason) for change in found.changes} == {("cancelled", STOPPED)}
    assert change_of(found, "24h").becomes_due == MORNING + timedelta(days=3)


@pytest.mark.parametrize(
    ("intention", "error", "why"),
    [
        (Move(1, datetime(2026, 3, 5, 10, 0)), InputError, "give the zone"),  # noqa: DTZ001
        (Move(1, at("1999-01-01T10:00")), InputError, "more than a year away"),
        (Move(2, MORNING), InputError, "cannot be moved: the patient did not come"),
        (Move(1, at("2026-02-01T10:00")), InputError, "on file already"),
        (Move(7, MORNING), NotFound, "no such session"),
        (Cancel(7, "cancelled"), NotFound, "no such session"),
        (Cancel(1, "rained"), InputError, "cancelled or no_show"),
        (ChangeZone("Europe/Londres"), InputError, "not a time zone"),
    ],
    ids=lambda value: str(value)[:60] if isinstance(value, (Move, Cancel, ChangeZone)) else "",
)
def test_what_cannot_be_done_is_told_in_a_sentence(intention, error, why):
    missed = replace(treated(at("2026-02-01T10:00"), key=2), ended="no_show")
    with pytest.raises(error, match=why):
        work_out(course_of(treated(MORNING), missed), intention, MORNING)


# Another zone


def test_another_zone_moves_what_would_ring_at_night_and_leaves_the_rest():
    course = course_of(treated(MORNING))
    found = work_out(course, ChangeZone("America/New_York"), MORNING + timedelta(hours=1))
    new_york = ZoneInfo("America/New_York")
    for change in found.changes:
        assert time(9) <= change.becomes_due.astimezone(new_york).time() < time(20)
    assert change_of(found, "day3").what == "moved"
    assert change_of(found, "day3").becomes_due == at("2026-03-08T09:00", new_york)  # the clocks there went forward that night
    same = work_out(course, ChangeZone("Europe/Dublin"), MORNING + timedelta(hours=1))
    assert {change.what for change in same.changes} == {"stays"}
    assert not same.is_nothing, "the zone itself is still new"


# Cancelled, missed, added


def test_a_session_that_was_not_to_be_ends_what_is_to_come_and_nothing_that_has_left():
    course = course_of(treated(MORNING, h4="answered", h24="sent"))
    found = work_out(course, Cancel(1, "no_show"), MORNING + timedelta(hours=30))
    kept = {step: what for step, what in whats(found).items() if what != "cancelled"}
    assert kept == {"4h": "sent", "24h": "sent"}
    assert change_of(found, "48h").reason == "the patient did not come to the session"


def test_a_newer_session_takes_over_and_gives_back_when_it_is_cancelled():
    older = treated(at("2026-03-01T10:00"))
    now = MORNING + timedelta(hours=1)
    added = work_out(course_of(older), Add(1, "Microneedling", MORNING, TIMELINE), now)
    assert whats(added)["day14"] == "cancelled"
    assert change_of(added, "day14").reason == SUPERSEDED
    assert change_of(added, "24h", None).status == "planned"
    back = work_out(done(course_of(older), added), Cancel(9, "cancelled"), now + timedelta(hours=1))
    assert {step for step, what in whats(back).items() if what == "again"} == {"day5", "day7", "day14", "day28"}
    assert change_of(back, "day14").becomes_due == change_of(added, "day14").was_due
    assert {change.what for change in back.changes if change.session_id == 9} == {"cancelled"}


def test_one_that_lies_ahead_takes_over_only_from_its_own_time_on():
    older, ahead = treated(MORNING), MORNING + timedelta(days=10)
    found = work_out(course_of(older), Add(1, "Microneedling", ahead, TIMELINE), MORNING + timedelta(hours=1))
    assert {step for step, what in whats(found).items() if what == "cancelled"} == {"day14", "day28"}
    third = work_out(done(course_of(older), found), Add(1, "Microneedling", ahead + timedelta(days=10), TIMELINE), MORNING)
    assert "again" not in whats(third).values(), "the second session still stands in between"


def test_a_session_that_was_cancelled_by_mistake_stands_again_when_it_is_added():
    course = course_of(treated(MORNING))
    now = MORNING + timedelta(hours=1)
    gone = done(course, work_out(course, Cancel(1, "cancelled"), now))
    found = work_out(gone, Add(1, "Microneedling", MORNING, TIMELINE), now)
    assert set(whats(found).values()) == {"again"}
    assert found.after.treatment(1).ended is None


# Paused, resumed, discharged


def test_a_pause_holds_and_a_resume_plans_what_is_still_worth_sending():
    course = course_of(treated(MORNING))
    paused = work_out(course, Pause(), MORNING + timedelta(hours=1))
    assert {(change.status, change.reason) for change in paused.changes} == {("held", PAUSED)}
    held = done(course, paused)
    found = work_out(held, Resume(), MORNING + timedelta(hours=30))
    assert whats(found) == {
        "4h": "passed", "24h": "late", "48h": "moved", "reminder": "moved", "day3": "moved", "day5": "moved", "day7": "moved",
        "day14": "moved", "day28": "moved",
    }  # fmt: skip
    assert change_of(found, "4h").status == "expired"
    assert change_of(found, "day5").becomes_due == MORNING + timedelta(days=5)


def test_a_session_moved_during_a_pause_stays_held():
    course = course_of(treated(MORNING), paused=True)
    held = replace(course, treatments=(replace(course.treatments[0], rows=tuple(
        replace(row, status="held", reason=PAUSED) for row in course.treatments[0].rows)),))  # fmt: skip
    found = work_out(held, Move(1, MORNING + timedelta(days=1)), MORNING + timedelta(hours=1))
    assert {change.what for change in found.changes} == {"held"}
    assert change_of(found, "24h").becomes_due == MORNING + timedelta(days=2)


def test_a_discharge_ends_what_is_to_come_and_a_resume_takes_it_back():
    course = course_of(treated(MORNING, h4="answered"))
    found = work_out(course, Discharge(), MORNING + timedelta(hours=10))
    assert {change.reason for change in found.changes if change.what == "cancelled"} == {DISCHARGED}
    back = work_out(done(course, found), Resume(), MORNING + timedelta(days=4))
    assert {step for step, what in whats(back).items() if what == "again"} == {"day5", "day7", "day14", "day28"}


def test_a_new_session_takes_a_discharged_patient_back():
    found = work_out(course_of(discharged=True), Add(1, "Microneedling", MORNING, TIMELINE), MORNING)
    assert not found.after.discharged
    assert {change.status for change in found.changes} == {"planned"}


def test_there_is_nothing_to_pause_after_a_discharge():
    with pytest.raises(InputError, match="has ended"):
        work_out(course_of(treated(MORNING), discharged=True), Pause(), MORNING)


# For any zone, clock, state and wish

moments = st.datetimes(datetime(2020, 1, 1), datetime(2031, 1, 1), timezones=st.just(timezone.utc))  # noqa: DTZ001
zones = st.sampled_from(ZONES).map(ZoneInfo)
hours = st.integers(-40 * 24, 40 * 24).map(lambda number: timedelta(hours=number))


@st.composite
def courses(draw):
    """A patient with one to three sessions whose check-ins are in any state at all, and the time."""
    zone, first = draw(zones), draw(moments)
    now = first + draw(hours)
    treatments = []
    for key in range(1, draw(st.integers(1, 3)) + 1):
        planned = treated(first + (key - 1) * timedelta(hours=draw(st.integers(1, 900))), key=key, zone=zone, now=now)
        rows = tuple(_in_some_state(draw, row) for row in planned.rows)
        treatments.append(replace(planned, rows=rows, ended=draw(st.sampled_from([None, None, None, "cancelled", "no_show"]))))
    standing = draw(st.sampled_from([{}, {}, {}, {"paused": True}, {"opted_out": True}, {"discharged": True}]))
    return course_of(*treatments, zone=zone, **standing), now


def _in_some_state(draw, row):
    status = draw(st.sampled_from([row.status, row.status, *FOUND]))
    reasons = [row.reason, PAUSED] if status == "held" else [row.reason, SUPERSEDED, STOPPED, DISCHARGED]
    return replace(row, status=status, reason=draw(st.sampled_from(reasons)), is_on_its_way=draw(st.integers(0, 9)) == 0)


@st.composite
def wishes(draw, course, now):
    key = draw(st.sampled_from([each.id for each in course.treatments]))
    performed_at = course.treatment(key).performed_at
    return draw(
        st.one_of(
            hours.map(lambda by: Move(key, performed_at + by)),
            st.sampled_from(ZONES).map(ChangeZone),
            st.sampled_from(["cancelled", "no_show"]).map(lambda how: Cancel(key, how)),
            hours.map(lambda by: Add(1, "Microneedling", now + by, TIMELINE)),
            st.sampled_from([Pause(), Resume(), Discharge()]),
        )
    )


choices = st.builds(Choices, usual=st.sampled_from(["send", "skip"]))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_is_wanted_of_whatever_there_is(data):
    course, now = data.draw(courses())
    wish, chosen = data.draw(wishes(course, now)), data.draw(choices)
    try:
        found = work_out(course, wish, now, chosen)
    except InputError:
        return
    rows = {row.id: row for each in course.treatments for row in each.rows}
    for change in found.changes:
        row = rows.get(change.check_in_id)
        assert change.reason, "a reason in every row"
        assert row is None or not row.has_left or (change.what, change.status) == ("sent", row.status), "what has left stays"
        if change.what in ("moved", "added", "again", "late") and change.status == "planned":
            local = (change.goes_at or change.becomes_due).astimezone(found.after.zone).time()
            assert time(9) <= local < time(20), "never outside the daytime"
            assert change.expires_at > now, "never what is too late"
            assert not (found.after.opted_out or found.after.paused or found.after.discharged)
        if change.what == "late":
            assert change.becomes_due <= now <= change.goes_at < change.expires_at
    for each in found.after.treatments:
        live = [change for change in found.changes if change.session_id == each.id and change.status in ("planned", "held")]
        assert not live or each.ended is None or all(not rows[c.check_in_id].is_waiting for c in live if c.check_in_id)
    _check_twice(course, wish, found, now, chosen)


def _check_twice(course, wish, found, now, chosen):
    again = work_out(done(course, found), wish, now, chosen)
    assert again.is_nothing, "the same twice changes nothing"
    assert again.changes == ()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_preview_is_the_same_whatever_order_the_rows_are_read_in(data):
    course, now = data.draw(courses())
    wish = data.draw(wishes(course, now))
    shuffled = replace(course, treatments=tuple(replace(each, rows=each.rows[::-1]) for each in course.treatments))
    with suppress(InputError):
        assert work_out(course, wish, now).fingerprint == work_out(shuffled, wish, now).fingerprint


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_session_moved_there_and_back_is_where_it_was(data):
    zone, performed_at, by = data.draw(zones), data.draw(moments), data.draw(st.integers(1, 300))
    course, now = course_of(treated(performed_at, zone=zone), zone=zone), performed_at
    there = done(course, work_out(course, Move(1, performed_at + timedelta(hours=by)), now))
    back = done(there, work_out(there, Move(1, performed_at), now))
    assert {(row.step, row.due_at, row.expires_at) for row in back.treatments[0].rows} == {
        (row.step, row.due_at, row.expires_at) for row in course.treatments[0].rows
    }
