"""Looking a rule up: every hour has one, and a finer subject nobody wrote down is answered as its topic."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.protocols import load_default
from bot.protocols.vocabulary import SUBJECTS, TOPICS, VERDICTS


@settings(deadline=None)
@given(st.sampled_from(SUBJECTS), st.floats(min_value=0, max_value=1e6))
def test_every_subject_has_one_rule_at_every_hour(subject, hours):
    windows = load_default().subject(subject).windows
    assert [rule for rule in windows if rule.holds_at(hours)] == [load_default().rule(subject, hours)]


@settings(deadline=None)
@given(st.sampled_from(SUBJECTS), st.floats(min_value=0, max_value=1e6))
def test_the_next_change_is_later_and_another_verdict(subject, hours):
    rule, change = load_default().rule(subject, hours), load_default().next_change(subject, hours)
    if change is None:
        assert {later.verdict for later in load_default().subject(subject).windows if later.start >= rule.start} == {rule.verdict}
    else:
        assert change.start > hours
        assert change.verdict != rule.verdict
        assert load_default().rule(subject, (rule.start + change.start) / 2).verdict == rule.verdict


def test_a_rule_is_named_by_its_subject_and_hours():
    assert load_default().rule("makeup", 10).id == "makeup@0-24"
    assert load_default().rule("makeup/eye", 80).id == "makeup/eye@72-"


def test_rule_names_are_unique():
    names = [rule.id for subject in load_default().subjects.values() for rule in subject.windows]
    assert len(names) == len(set(names))


def test_an_unknown_variant_is_answered_as_its_topic():
    assert load_default().rule("makeup/lipstick", 10).id == "makeup@0-24"


def test_an_unknown_topic_is_a_key_error():
    with pytest.raises(KeyError):
        load_default().rule("surfing", 10)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_public_topic_has_a_rule(topic):
    assert load_default().rule(topic, 0).verdict in VERDICTS


def test_no_rule_holds_before_the_session():
    with pytest.raises(ValueError, match="before the session"):
        load_default().rule("makeup", -0.01)
