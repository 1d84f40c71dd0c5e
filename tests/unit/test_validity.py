"""Nothing of ours rings at night: from the decision to send a check-in to the last second in which the carrier may deliver it."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from bot.carrier import LONGEST_VALIDITY, SHORTEST_VALIDITY, validity
from bot.checkins import Due, Situation, decide, load_default_timeline
from bot.checkins.daytime import Daytime
from bot.checkins.deciding import LEAST

STEP = load_default_timeline().steps[0]
#: Zones that change their clocks by an hour, by half of one, at midnight, or not at all.
ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Asia/Kathmandu", "UTC")
WINDOWS = ((time(9), time(20)), (time(0), time(23, 59)), (time(1), time(2)), (time(2, 30), time(3)), (time(22), time(23, 30)))
SECONDS = st.integers(0, 366 * 24 * 3600)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=timezone.utc)


def sent_with(window, zone, now, lifetime, waits):
    """Return when a check-in looked at `now` leaves after so many seconds in the queue, its validity and its end, or None."""
    situation = Situation(zone=ZoneInfo(zone), window=window)
    due = Due(STEP, now, now + lifetime)
    if decide(due, situation, now).action != "send":
        return None
    expires_at = min(due.expires_at, Daytime(*window, ZoneInfo(zone)).closing(now))
    left_at = now + timedelta(seconds=waits)
    if expires_at - left_at < SHORTEST_VALIDITY:
        return None  # the fence keeps it: see test_a_text_that_misses_the_daytime_is_decided_about_again_in_the_morning
    return left_at, timedelta(seconds=validity((expires_at - left_at).total_seconds())), expires_at


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(st.sampled_from(WINDOWS), st.sampled_from(ZONES), SECONDS, st.integers(1, 48), st.integers(0, 14 * 3600), st.floats(0, 1))
@example((time(1), time(2)), "Europe/London", 297 * 24 * 3600 + 30 * 60, 48, 0, 1.0)
@example((time(9), time(20)), "Europe/London", (19 * 60 + 58) * 60 + 30, 48, 59, 1.0)
def test_a_check_in_never_reaches_into_quiet_hours(window, zone, second, lifetime, waits, share):
    found = sent_with(window, zone, NEW_YEAR + timedelta(seconds=second), timedelta(hours=lifetime), waits)
    assume(found is not None)
    left_at, lasts, expires_at = found
    ringing = left_at + share * (lasts - timedelta(seconds=1))
    local = ringing.astimezone(ZoneInfo(zone))
    assert window[0] <= local.time() < window[1], f"rings at {local}"
    assert local.date() == left_at.astimezone(ZoneInfo(zone)).date()
    assert left_at + lasts <= expires_at


def test_with_less_than_a_minute_of_the_daytime_left_it_waits_for_the_next():
    closes = datetime(2026, 3, 5, 20, tzinfo=timezone.utc)
    late = closes - LEAST + timedelta(seconds=1)
    found = decide(Due(STEP, late, late + timedelta(days=2)), Situation(zone=ZoneInfo("UTC"), window=(time(9), time(20))), late)
    assert (found.action, found.until) == ("hold", closes.replace(hour=9) + timedelta(days=1))


@pytest.mark.parametrize(("left", "told"), [(1e9, LONGEST_VALIDITY), (-5, SHORTEST_VALIDITY)], ids=["too long", "over"])
def test_the_carrier_is_asked_for_what_it_takes(left, told):
    assert validity(left) == told.total_seconds()
