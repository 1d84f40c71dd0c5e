"""Amira had her session on Thursday 19 November 2026 at 6 pm in London, and asks."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.answers import answer
from bot.protocols import load_default
from bot.protocols.vocabulary import SUBJECTS
from bot.sms_text import is_gsm7, septets

PROTOCOL = load_default()
THURSDAY_6PM = datetime(2026, 11, 19, 18, tzinfo=timezone.utc)
LONDON = "Europe/London"


def asked(subject, hours, *, performed_at=THURSDAY_6PM, zone=LONDON, **more):
    return answer(PROTOCOL, subject, performed_at=performed_at, at=performed_at + timedelta(hours=hours), zone=zone, **more)


def asked_ahead(subject, hours, ahead, **more):
    """Asked `hours` after the session, about a time `ahead` hours on."""
    return asked(subject, hours + ahead, now=THURSDAY_6PM + timedelta(hours=hours), **more)


def test_makeup_an_hour_after_the_session():
    told = asked("makeup", 1)
    assert (told.topic, told.subject, told.verdict, told.rule_id, told.level) == (
        "makeup",
        "makeup",
        "avoid",
        "makeup@0-24",
        "none",
    )
    assert told.text.startswith("No makeup")
    assert "from Friday 6 pm" in told.text
    assert told.changes_at == THURSDAY_6PM + timedelta(hours=24)


def test_the_same_question_gets_another_answer_at_another_hour():
    assert [asked("makeup", hours).verdict for hours in (1, 30, 80)] == ["avoid", "caution", "ok"]
    assert asked("makeup", 80).changes_at is None


def test_a_variant_belongs_to_its_topic():
    told = asked("makeup/eye", 30)
    assert (told.topic, told.subject, told.verdict) == ("makeup", "makeup/eye", "avoid")


@pytest.mark.parametrize(
    ("subject", "hours", "words"),
    [
        pytest.param("makeup", 23, "from 6 pm today", id="later today"),
        pytest.param("sauna", 1, "from Sunday 6 pm", id="this week"),
        pytest.param("retinoid", 25, "from Thursday 6 pm", id="six days on"),
        pytest.param("retinoid", 1, "from Thu 26 Nov, 6 pm", id="a week on: the weekday alone would mean today"),
        pytest.param("tanning/sunbed", 30, "until Thu 3 Dec, 6 pm", id="two weeks on"),
    ],
)
def test_the_moment_of_change_is_said_as_one_would(subject, hours, words):
    assert words in asked(subject, hours).text


def test_the_moment_of_change_is_rounded_up():
    performed_at = THURSDAY_6PM + timedelta(minutes=7)
    assert "from Friday 6:30 pm" in asked("makeup", 1, performed_at=performed_at).text
    assert asked("makeup", 1, performed_at=performed_at).changes_at == performed_at + timedelta(hours=24)


def test_the_moment_of_change_is_in_the_patients_zone():
    assert "from Friday 1 pm" in asked("makeup", 1, zone="America/New_York").text


def test_hours_are_real_hours_when_the_clocks_change():
    saturday_2pm = datetime(2026, 10, 24, 13, tzinfo=timezone.utc)  # clocks go back that night: 24 hours on it is 1 pm
    assert "from Sunday 1 pm" in asked("makeup", 1, performed_at=saturday_2pm).text
    saturday_noon = datetime(2026, 3, 28, 12, tzinfo=timezone.utc)  # clocks go forward: 24 hours on it is 1 pm
    assert "from Sunday 1 pm" in asked("makeup", 1, performed_at=saturday_noon).text


def test_zones_of_the_arguments_do_not_matter():
    from zoneinfo import ZoneInfo

    tokyo = THURSDAY_6PM.astimezone(ZoneInfo("Asia/Tokyo"))
    assert asked("makeup", 24, performed_at=tokyo) == asked("makeup", 24)


def test_naive_times_are_refused():
    with pytest.raises(ValueError, match="aware"):
        answer(PROTOCOL, "makeup", performed_at=datetime(2026, 11, 19), at=THURSDAY_6PM, zone=LONDON)  # noqa: DTZ001


# Asked for another time


def test_another_time_is_named():
    told = asked_ahead("swimming", 20, 72)
    assert told.verdict == "caution"
    assert told.text.startswith("For Monday 2 pm: ")
    assert told.short.startswith("For Monday 2 pm: ")


def test_a_whole_day_is_named_as_a_day():
    told = asked_ahead("swimming", 20, 22, day=date(2026, 11, 21))
    assert told.verdict == "avoid"
    assert told.text.startswith("For Saturday: ")


def test_a_day_on_which_it_becomes_possible_says_from_when():
    # Sunday midday is 66 hours on, swimming is possible from 72: the verdict is midday's, the change is said.
    told = asked_ahead("swimming", 20, 46, day=date(2026, 11, 22))
    assert told.verdict == "avoid"
    assert told.text.startswith("For Sunday: ")
    assert "from Sunday 6 pm" in told.text


def test_a_day_whose_morning_was_still_too_early_says_so():
    morning = THURSDAY_6PM - timedelta(hours=9)  # session at 9 am; Sunday 9 am is 72 hours
    told = answer(
        PROTOCOL,
        "swimming",
        performed_at=morning,
        at=morning + timedelta(hours=75),
        zone=LONDON,
        now=morning,
        day=date(2026, 11, 22),
    )
    assert told.verdict == "caution"
    assert told.text.startswith("For Sunday, from 9 am: ")


def test_right_now_needs_no_date():
    assert not asked_ahead("swimming", 20, 0).lead
    assert not asked_ahead("swimming", 20, 0, day=date(2026, 11, 20)).lead


def test_how_skin_will_look_next_week_calls_nobody():
    told = asked_ahead("redness", 20, 168)
    assert (told.level, told.ask) == ("none", None)
    assert asked("redness", 188).level == "review"


# Already done


def test_a_slip_up_gets_kind_words_first_aid_the_rule_and_the_danger_question():
    told = asked("exercise", 30, already_done=True)
    assert told.verdict == "avoid"
    assert told.text.startswith("No panic, thanks for telling us. Stop, rinse with lukewarm water, pat dry, plain moisturiser.")
    assert "from 6 pm today" not in told.opening
    assert "from Saturday 6 pm" in asked("exercise", 20, already_done=True).text
    assert told.ask == "danger"
    assert told.question == PROTOCOL.question("danger")


def test_on_the_first_day_a_slip_up_gets_nothing_on_the_skin():
    told = asked("makeup", 5, already_done=True)
    assert "add nothing" in told.text
    assert "plain moisturiser" not in told.text


def test_what_was_drunk_is_not_rinsed_off():
    told = asked("alcohol", 5, already_done=True)
    assert "rinse" not in told.text
    assert "water" in told.text


def test_a_slip_up_is_judged_by_the_hour_it_was_done_and_helped_by_the_hour_it_is():
    told = asked("makeup", 5, already_done=True, now=THURSDAY_6PM + timedelta(hours=80))
    assert told.verdict == "avoid"
    assert told.rule_id == "makeup@0-24"
    assert "plain moisturiser" in told.text
    assert "fine" not in told.text


def test_what_was_allowed_is_no_slip_up():
    assert asked("makeup", 80, already_done=True).text == asked("makeup", 80).text


def test_a_symptom_is_no_slip_up():
    assert asked("redness", 80, already_done=True).text == asked("redness", 80).text


@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(st.sampled_from(SUBJECTS), st.floats(0, 1000), st.floats(0, 1000))
def test_what_must_be_avoided_is_never_all_right_once_done(subject, done, later):
    assume(PROTOCOL.rule(subject, done).verdict == "avoid")
    told = asked(subject, done, already_done=True, now=THURSDAY_6PM + timedelta(hours=done + later))
    assert told.verdict == "avoid"
    assert not told.text.startswith("Yes")


@settings(deadline=None)
@given(
    st.sampled_from(SUBJECTS),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
    st.floats(-5, 2000),
    st.floats(-100, 2000),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["Europe/London", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"]),
)
def test_every_answer_can_be_sent(subject, naive, at_hours, now_hours, already_done, whole_day, zone):
    performed_at = naive.replace(tzinfo=timezone.utc)
    at, now = (performed_at + timedelta(hours=hours) for hours in (at_hours, now_hours))
    told = answer(
        PROTOCOL, subject, performed_at=performed_at, at=at, zone=zone, already_done=already_done, now=now,
        day=at.date() if whole_day else None,
    )  # fmt: skip
    assert is_gsm7(told.text + told.short + told.question)
    assert septets(told.text) <= 306
    assert "{" not in told.text
    assert told.rule_id.startswith(f"{subject}@")
    assert told.changes_at is None or told.changes_at > performed_at
