"""The strip of recovery and the plots of scores: where things stand, and the same in words."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins import load_default_timeline
from bot.models import CheckIn, Escalation, Message, TreatmentSession
from bot.web.console import codes
from bot.web.console.delivered import state
from bot.web.console.moments import Moments
from bot.web.console.plots import BOTTOM, TOP, plots
from bot.web.console.recovery import STATUS, PlannedText
from bot.web.console.scale import MARGIN, Scale
from bot.web.console.strip import strip

NOW = datetime(2026, 3, 5, 10, 0, tzinfo=timezone.utc)
MOMENTS = Moments(ZoneInfo("Europe/London"), NOW)
FOUR_WEEKS = 28 * 24


def treated(hours_ago):
    return TreatmentSession(performed_at=NOW - timedelta(hours=hours_ago))


def planned(treatment, step, hours, status="planned", **values):
    row = CheckIn(step=step, due_at=treatment.performed_at + timedelta(hours=hours), status=status, values=values)
    return PlannedText(row, codes.step(step), STATUS[status], ", ".join(f"{name} {value}" for name, value in values.items()))


def place(x):
    return float(x.removesuffix("%"))


@given(st.floats(0, 2000), st.floats(0, 2000))
def test_later_never_stands_left_of_earlier(one, two):
    scale = Scale(FOUR_WEEKS)
    assert (place(scale.x(one)) <= place(scale.x(two))) or one > two
    assert MARGIN <= place(scale.x(one)) <= 100 - MARGIN


def test_the_first_days_have_the_most_room():
    scale = Scale(FOUR_WEEKS)
    day, week = place(scale.x(24)) - place(scale.x(0)), place(scale.x(168)) - place(scale.x(144))
    assert day > 4 * week


@pytest.mark.parametrize(("hours", "anchor"), [(0, "start"), (24, "middle"), (FOUR_WEEKS, "end"), (5000, "end")])
def test_no_label_runs_over_the_edge(hours, anchor):
    assert Scale(FOUR_WEEKS).anchor(hours) == anchor


def test_without_a_session_or_before_it_there_is_no_strip():
    assert strip(None, [], [], MOMENTS) is None
    assert strip(treated(-3), [], [], MOMENTS) is None


def test_the_strip_says_in_words_what_it_draws():
    mary = treated(74)
    texts = [planned(mary, "24h", 24, "answered", redness=4), planned(mary, "day5", 120)]
    case = Escalation(level="urgent", opened_at=NOW - timedelta(minutes=14), status="open")
    drawn = strip(mary, texts, [case], MOMENTS)
    assert drawn.words == (
        "Day 3, hour 74 of recovery. Check-in 24 hours, 08:00 on Tue 3 Mar: answered, redness 4. "
        "Check-in Day 5, 08:00 on Sat 7 Mar: planned. Urgent case, 09:46 today, open."
    )
    assert drawn.caption == "1 of 2 check-ins answered. Next: Day 5, 08:00 on Sat 7 Mar"
    assert [mark.kind for mark in drawn.check_ins] == ["done answered", "wait planned"]
    assert place(drawn.check_ins[0].x) < place(drawn.now.x) < place(drawn.check_ins[1].x)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ([], "No check-ins are planned for this session"),
        (["cancelled"], "0 of 1 check-ins answered. No further one will be sent"),
    ],
    ids=["none", "none to come"],
)
def test_the_strip_says_when_nothing_is_to_come(texts, said):
    mary = treated(74)
    assert strip(mary, [planned(mary, "day5", 120, status) for status in texts], [], MOMENTS).caption == said


def test_a_case_before_this_session_is_not_on_its_strip():
    old = Escalation(level="review", opened_at=NOW - timedelta(days=90), status="resolved")
    assert strip(treated(74), [], [old], MOMENTS).cases == []


def test_the_strip_reaches_as_far_as_the_last_check_in():
    mary = treated(74)
    drawn = strip(mary, [planned(mary, "day28", 45 * 24)], [], MOMENTS)
    assert place(drawn.check_ins[0].x) == 100 - MARGIN
    assert place(drawn.ticks[-1].x) < 90


def test_scores_over_the_days_with_what_is_expected():
    mary = treated(100)
    texts = [
        planned(mary, "4h", 4, "answered", feel=1),
        planned(mary, "24h", 24, "answered", redness=7, pain=2, danger="no"),
        planned(mary, "day3", 72, "answered", redness=3, swelling_gone="yes"),
    ]
    redness, pain = plots(mary, texts, load_default_timeline())
    assert (redness.name, redness.low, redness.high) == ("Redness", 0, 10)
    assert redness.words == "7 at 24 hours (more than expected), 3 on day 3"
    assert [(point.value, point.strange) for point in redness.points] == [(7, True), (3, False)]
    assert [band.label for band in redness.bands] == ["24 hours", "Day 3"]
    assert len(redness.lines) == 1
    assert TOP <= redness.points[0].y < redness.points[1].y <= BOTTOM
    assert pain.words == "2 at 24 hours"
    assert pain.lines == []


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [("24h", 24, "answered", {"danger": "no"})],
        [("24h", 24, "answered", {"redness": True})],
        [("24h", 24, "planned", {})],
        [("gone", 24, "answered", {"redness": 3})],
    ],
    ids=["no check-ins", "no score", "no number", "no answer yet", "a step that is no more"],
)
def test_what_is_no_score_is_not_plotted(texts):
    mary = treated(100)
    made = [planned(mary, step, hours, status, **values) for step, hours, status, values in texts]
    assert plots(mary, made, load_default_timeline()) == []


def test_without_a_session_nothing_is_plotted():
    assert plots(None, [], load_default_timeline()) == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"status": "delivered"}, ("Delivered", "done")),
        ({"status": "delivered", "sent_at": NOW, "delivered_at": NOW + timedelta(seconds=9)}, ("Delivered", "done")),
        ({"status": "delivered", "sent_at": NOW, "delivered_at": NOW + timedelta(minutes=9)}, ("Delivered at 10:09", "done")),
        ({"status": "queued", "attempts": 0}, ("Waiting to be sent", "wait")),
        ({"status": "queued", "attempts": 3}, ("Waiting to be sent (tried 3 times)", "wait")),
        (
            {"status": "undelivered", "error_code": "30003", "attempts": 1},
            ("Not delivered: the phone is off or out of reach (30003)", "bad"),
        ),
        (
            {"status": "failed", "error_code": "21614", "attempts": 2},
            ("Sending failed: this number cannot receive texts (21614) (tried 2 times)", "bad"),
        ),
        (
            {"status": "failed", "error_code": "99999", "attempts": 1},
            ("Sending failed: the carrier could not deliver it (99999)", "bad"),
        ),
        ({"status": "cancelled", "error_code": "taken_over"}, ("Not sent: a person took over", "bad")),
        ({"status": "cancelled", "error_code": "opted_out"}, ("Not sent: the patient has opted out", "bad")),
        ({"status": "cancelled"}, ("Not sent", "bad")),
        ({"status": "unknown", "error_code": "interrupted", "attempts": 1}, ("Not sure it was sent", "bad")),
    ],
)
def test_what_became_of_a_text_is_said_with_its_reason(values, said):
    assert state(Message(direction="out", **{"attempts": 1, **values}), MOMENTS) == said


def test_a_text_that_came_in_is_told_only_while_it_waits():
    assert state(Message(direction="in", status="answered"), MOMENTS) is None
    assert state(Message(direction="in", status="received"), MOMENTS) == ("Not yet read by the companion", "wait")
