"""What a patient is answered: from the protocol, for their hour; nothing invented, nothing reassuring beside a danger sign."""

from datetime import timedelta

import pytest

from bot.turn.answering import answer_topics
from tests.turns import NOON, care, remembering, session, turn


@pytest.mark.parametrize(
    ("hours", "verdict"), [(1, "avoid"), (30, "caution"), (80, "ok")], ids=["on the first day", "on the second", "after three"]
)
def test_the_same_question_has_another_answer_at_another_hour(hours, verdict):
    told = answer_topics(turn("can i wear makeup", "ask_may", "makeup", hours=hours))
    assert [(one.topic, one.verdict) for one in told.told] == [("makeup", verdict)]
    assert told.level == "none"


def test_the_answer_is_for_the_time_asked_about():
    told = answer_topics(turn("can i go running in 2 days", "ask_may", "exercise", hours=30))
    assert [one.verdict for one in told.told] == ["ok"]


def test_every_subject_of_a_text_is_answered_with_its_own_verdict():
    told = answer_topics(turn("gym? wine? retinol?", "ask_may", "exercise", "alcohol", "retinoid", hours=30))
    assert {one.topic: one.verdict for one in told.told} == {"exercise": "avoid", "alcohol": "caution", "retinoid": "avoid"}


def test_what_was_done_too_early_is_met_kindly_and_never_called_ok():
    told = answer_topics(turn("did a spin class oops", "report_slip", "exercise/sweaty", hours=30))
    assert told.told[0].verdict == "avoid" and "thanks for telling us" in told.text


def test_without_a_session_nothing_is_said_about_the_hour():
    told = answer_topics(turn("can i swim", "ask_may", "swimming", hours=None))
    assert told.told == [] and "can't find a session" in told.text


def test_a_session_still_to_come_is_named():
    booked = session(-48)
    told = answer_topics(turn("can i swim", "ask_may", "swimming", known=care(sessions=[booked])))
    assert told.told == [] and "Saturday" in told.text


def test_a_procedure_without_a_protocol_goes_to_staff():
    rf = session(30, protocol=None, procedure="Radiofrequency microneedling")
    told = answer_topics(turn("can i swim", "ask_may", "swimming", known=care(sessions=[rf])))
    assert told.told == [] and told.level == "review" and "radiofrequency microneedling" in told.text


def test_of_two_recent_sessions_the_latest_counts_and_which_is_meant_is_asked_once():
    both = [session(30, key=2), session(400, key=1)]
    first = answer_topics(turn("can i swim", "ask_may", "swimming", known=care(sessions=both)))
    assert first.told[0].verdict == "avoid" and "two recent sessions" in first.text
    again = answer_topics(turn("and the gym", "ask_may", "exercise", known=care(sessions=both, memory=first.memory)))
    assert "two recent sessions" not in again.text


def test_a_symptom_that_is_late_is_for_staff_and_not_reassured():
    told = answer_topics(turn("still red is that normal", "ask_normal", "redness", hours=200))
    assert told.level == "review" and told.told == [] and "6 pm tomorrow" in told.text


def test_beside_a_case_what_may_be_done_is_still_answered_and_no_sign_reassured():
    known = care(hours=500, gate_level="review", gate_codes=["R2"])
    told = answer_topics(turn("retinol when, and why brown patches", "ask_when", "retinoid", "pigmentation", known=known))
    assert [one.topic for one in told.told] == ["retinoid"]
    assert "Our team will look at this" in told.text


def test_a_pain_that_is_told_is_first_asked_how_bad():
    told = answer_topics(turn("it really hurts", "report_symptom", "pain", hours=40))
    assert told.told == [] and told.text.endswith("?") and told.memory.question.name == "pain_score"


def test_a_text_that_names_nothing_goes_on_about_what_was_before():
    known = care(memory=remembering(subjects=["swimming"], subjects_at=NOON - timedelta(hours=1)))
    told = answer_topics(turn("and next week?", "ask_may", known=known))
    assert [(one.topic, one.verdict) for one in told.told] == [("swimming", "ok")]


def test_what_was_asked_days_ago_is_only_gone_on_about_by_a_text_that_comes_back_to_it():
    known = care(memory=remembering(subjects=["swimming"], subjects_at=NOON - timedelta(days=3)))
    assert answer_topics(turn("with a friend then?", "ask_may", known=known)).told == []
    assert answer_topics(turn("and tomorrow?", "ask_may", known=known)).told != []


def test_own_cream_beside_ours_is_answered_as_the_patients_own():
    told = answer_topics(turn("my cerave or your gel", "ask_may", "moisturizer/own", "moisturizer/supplied", hours=10))
    assert [one.subject for one in told.told] == ["moisturizer/own"]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("i take aspirin 75 from my cardiologist, carry on?", "medication"),
        ("doctor put me on naproxen years back, ok?", "medication"),
        ("can i take an aspirin or ask my doctor", "medication/nsaid"),
        ("aspirin for a sore knee, not prescribed or anything", "medication/nsaid"),
    ],
)
def test_what_a_doctor_has_set_is_never_told_to_stop(text: str, subject: str):
    assert [one.subject for one in answer_topics(turn(text, "ask_may", "medication/nsaid")).told] == [subject]


def test_a_symptom_in_words_nobody_knows_is_looked_at_by_a_person():
    told = answer_topics(turn("it has gone all sort of wrong there", "report_symptom"))
    assert told.level == "review" and told.told == [] and "6 pm tomorrow" in told.text
