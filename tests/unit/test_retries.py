"""When a text is tried again: soon at first, never for long, and never given up after a mere jump of the clock."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.retries import DEADLINE, LONGEST_WAIT, Trial, hold_after_silence, is_over, wait_after_refusal

SETTLED_WITHIN = timedelta(seconds=180)


def trial(attempts, seconds=0.0):
    return Trial(attempts, timedelta(seconds=seconds))


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 20)])
def test_each_pause_is_twice_the_one_before_up_to_a_limit(attempts, seconds):
    assert wait_after_refusal(trial(attempts), None, jitter=1) == timedelta(seconds=seconds)


def test_jitter_halves_a_pause_at_most():
    assert wait_after_refusal(trial(3), None, jitter=0) == timedelta(seconds=2)


def test_the_carriers_own_wish_is_respected():
    assert wait_after_refusal(trial(1), 25, jitter=0) == timedelta(seconds=25)
    assert wait_after_refusal(trial(1), 25, jitter=1) >= timedelta(seconds=25)


def test_a_carrier_that_asks_for_an_hour_is_given_up():
    assert wait_after_refusal(trial(1), 3600, jitter=0) is None


def test_past_the_deadline_a_text_is_given_up():
    assert wait_after_refusal(trial(8, 149), None, jitter=1) is None


def test_a_jump_of_the_clock_alone_gives_nothing_up():
    a_day_later = trial(1, 86_400)
    assert not is_over(a_day_later)
    assert wait_after_refusal(a_day_later, None, jitter=1) is not None


@given(jitters=st.lists(st.floats(0, 1), min_size=60, max_size=60), asked=st.none() | st.floats(0, 60))
def test_a_text_that_is_always_refused_is_settled_within_three_minutes(jitters, asked):
    elapsed = timedelta()
    for attempts, jitter in enumerate(jitters, start=1):
        pause = wait_after_refusal(Trial(attempts, elapsed), asked, jitter)
        if pause is None:
            break
        elapsed += pause
    else:
        pytest.fail("it is tried for ever")
    assert elapsed <= SETTLED_WITHIN


@given(elapsed=st.floats(0, 100), attempts=st.integers(1, 20), jitter=st.floats(0, 1))
def test_no_pause_of_our_own_is_longer_than_the_limit(elapsed, attempts, jitter):
    pause = wait_after_refusal(trial(attempts, elapsed), None, jitter)
    assert pause is None or pause <= timedelta(seconds=LONGEST_WAIT)


def test_after_a_timeout_the_carrier_gets_time_to_finish_before_anything_is_sent_again():
    look, hold = hold_after_silence("timeout", is_emergency=False)
    assert look < hold
    #: A carrier that stalls for thirty seconds: ten of them were waited for in the call itself.
    assert hold + timedelta(seconds=10) > timedelta(seconds=30)


def test_an_emergency_waits_less():
    assert hold_after_silence("timeout", is_emergency=True)[1] < hold_after_silence("timeout", is_emergency=False)[1]


def test_three_silent_sends_fit_within_the_deadline():
    one = timedelta(seconds=10) + hold_after_silence("timeout", is_emergency=False)[1]
    assert 3 * one <= DEADLINE
