"""Several answers in one SMS: each named, none lost, two segments if at all possible and never more than three."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import answer, compose
from bot.protocols import load_default
from bot.protocols.vocabulary import SUBJECTS, SYMPTOMS
from bot.sms_text import is_gsm7, segments, septets

PROTOCOL = load_default()
THURSDAY_6PM = datetime(2026, 11, 19, 18, tzinfo=timezone.utc)


def told(subject, hours, **more):
    at = THURSDAY_6PM + timedelta(hours=hours)
    return answer(PROTOCOL, subject, performed_at=THURSDAY_6PM, at=at, zone="Europe/London", **more)


def all_told(subjects, hours, **more):
    return [told(subject, hours, **more) for subject in subjects]


def test_nothing_asked_is_nothing_said():
    assert compose([]) == ""


def test_one_subject_is_answered_in_full():
    assert compose([told("sauna", 30)]) == told("sauna", 30).text


def test_two_subjects_that_fit_are_answered_in_full():
    pair = all_told(["smoking", "hair_removal/laser"], 30)
    assert compose(pair) == f"{pair[0].text} {pair[1].text}"


def test_more_are_answered_in_short_each_with_its_own_time():
    three = all_told(["makeup", "sauna", "retinoid"], 30)
    assert compose(three) == " ".join(item.short for item in three)
    assert "Sunday 6 pm" in compose(three)
    assert "Thursday 6 pm" in compose(three)


def test_the_same_subject_twice_is_answered_once():
    assert compose(all_told(["sauna", "sauna"], 30)) == told("sauna", 30).text


def test_a_long_list_is_grouped_by_verdict_and_loses_nothing():
    many = all_told(
        ["makeup", "sauna", "swimming", "retinoid", "alcohol", "hair_removal", "travel", "tanning", "shower/lukewarm"], 30
    )
    reply = compose(many)
    assert (
        reply.index("Not yet: sauna")
        < reply.index("With care: makeup (until Sunday 6 pm)")
        < reply.index("Fine: lukewarm showers")
    )
    assert all(item.words in reply for item in many)
    assert segments(reply) <= 3


def test_the_day_asked_about_is_said_once():
    pair = all_told(["swimming", "exercise"], 71, now=THURSDAY_6PM, day=date(2026, 11, 22))
    assert compose(pair).count("For Sunday: ") == 1
    assert compose(pair).startswith("For Sunday: ")


def test_the_most_serious_comes_first():
    reply = compose(all_told(["makeup/eye", "bleeding"], 30))
    assert reply.index("Bleeding") < reply.lower().index("eye makeup")


def test_nothing_is_reassured_beside_an_alarm():
    reply = compose(all_told(["redness", "warmth", "bleeding"], 30))
    assert "expected" not in reply
    assert "gauze" in reply


def test_a_triage_question_ends_the_reply():
    assert compose([told("pain", 10)]).endswith(PROTOCOL.question("pain_score"))


def test_several_slip_ups_get_the_kind_words_and_the_danger_question_once():
    reply = compose(all_told(["exercise", "retinoid", "makeup/eye"], 30, already_done=True))
    assert reply.count("No panic") == 1
    assert reply.endswith(PROTOCOL.question("danger"))
    assert segments(reply) <= 3


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("already_done", [False, True], ids=["asked", "done"])
def test_one_subject_never_takes_more_than_two_segments_at_any_hour(subject, already_done):
    for rule in PROTOCOL.subject(subject).windows:
        reply = compose([told(subject, rule.start, already_done=already_done)])
        assert segments(reply) <= 2
        assert already_done is False or "No panic" not in reply or reply.endswith(PROTOCOL.question("danger"))


@settings(deadline=None)
@given(st.lists(st.sampled_from(SUBJECTS), min_size=2, max_size=12, unique=True), st.floats(0, 800), st.booleans())
def test_many_subjects_never_take_more_than_three_segments_and_none_is_lost(subjects, hours, already_done):
    answers = all_told(subjects, hours, already_done=already_done)
    reply = compose(answers)
    assert is_gsm7(reply)
    assert septets(reply) <= 459
    alarmed = any(item.level != "none" for item in answers)
    for item in answers:
        if alarmed and item.topic in SYMPTOMS and item.level == "none" and item.verdict in ("ok", "info"):
            continue
        assert any(said and said in reply for said in (item.words, item.text, item.short, item.opening))


@settings(max_examples=10, deadline=None)
@given(st.permutations(SUBJECTS), st.floats(0, 800))
def test_even_everything_at_once_can_be_sent(subjects, hours):
    assert septets(compose(all_told(subjects, hours))) <= 459


def test_a_time_that_several_share_is_said_once():
    many = all_told(["sun_exposure", "exercise", "swimming", "sauna", "retinoid", "cleansing", "travel"], 26)
    assert compose(many) == (
        "Not yet: sun and exercise (from Saturday 6 pm), swimming, sauna and heat (from Sunday 6 pm), "
        "retinol (from Thursday 6 pm). With care: travel (until Saturday 6 pm). Fine: washing."
    )
