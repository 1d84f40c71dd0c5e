"""A text read against the question that waits: check-ins, follow-ups, "is this you", and what was not understood."""

from datetime import timedelta

import pytest

from bot.memory import OpenQuestion
from bot.turn import people, talk
from bot.turn.answering import answer_topics
from bot.turn.danger import Danger
from bot.turn.respond import respond
from tests.turns import NOON, care, check_in, remembering, turn


def waiting(name: str, about: str = "", **more) -> OpenQuestion:
    return OpenQuestion(name=name, at=NOON - timedelta(minutes=5), about=about, **more)


@pytest.mark.parametrize(
    ("step", "text", "level"),
    [
        ("4h", "2ish", "none"),
        ("4h", "3 n", "review"),
        ("24h", "4 1 no", "none"),
        ("24h", "3 8 n", "urgent"),
        ("48h", "bit better, n", "none"),
        ("48h", "W n", "review"),
        ("day7", "y", "none"),
        ("day14", "yes", "review"),
        ("day28", "1 n n", "review"),
    ],
)
def test_a_check_in_is_answered_and_raises_what_its_table_says(step, text, level):
    told = respond(turn(text, "give_score", known=care(check_in=check_in(step))), talk.unclear)
    assert told.level == level and told.check_in.id == 7


def test_a_question_beside_the_scores_is_answered_too():
    known = care(hours=26, check_in=check_in("24h"))
    told = respond(turn("4 1 no. can i wear makeup", "ask_may", "makeup", known=known), answer_topics)
    assert told.check_in.values == {"redness": 4, "pain": 1, "danger": "no"}
    assert [(one.topic, one.verdict) for one in told.told] == [("makeup", "caution")]


def test_a_question_alone_leaves_the_check_in_open():
    known = care(hours=26, check_in=check_in("24h"))
    told = respond(turn("can i swim", "ask_may", "swimming", known=known), answer_topics)
    assert told.check_in is None and told.told[0].verdict == "avoid"


def test_a_reply_that_cannot_be_read_is_asked_again_once_and_then_goes_to_staff():
    known = care(hours=26, check_in=check_in("24h"))
    first = respond(turn("hmm", "nlu_fallback", known=known), people.not_understood)
    assert first.level == "none" and first.memory.question.attempts == 1
    second = respond(turn("err", "nlu_fallback", known=known.copy(update={"memory": first.memory})), people.not_understood)
    assert second.level == "review"


def test_a_follow_up_is_read_as_the_answer_to_itself():
    known = care(hours=26, memory=remembering(question=waiting("pain_trend", "24h", values={"pain": 5})))
    assert respond(turn("its getting worse", "compare_worse", known=known), talk.unclear).level == "urgent"


def test_how_bad_the_pain_is_decides():
    known = care(hours=40, memory=remembering(question=waiting("pain_score", "pain")))
    assert respond(turn("8 out of 10", "give_score", known=known), talk.unclear).level == "urgent"
    assert respond(turn("2", "give_score", known=known), talk.unclear).level == "none"


def test_a_sign_that_may_be_someone_elses_is_asked_about():
    known = care(gate_level="review", gate_codes=["U1"], gate_question="is_this_you")
    told = respond(turn("my sister has pus", "report_symptom", "infection_sign", known=known), answer_topics)
    assert "is this about you" in told.text and told.memory.question.name == "is_this_you"
    yes = care(memory=told.memory)
    assert respond(turn("yes it's me", "affirm", known=yes), talk.unclear).level == "urgent"
    assert respond(turn("no my sister", "deny", known=yes), talk.unclear).level == "review"


def test_a_number_without_a_question_of_ours_is_asked_about():
    told = respond(turn("3", "give_score"), talk.unclear)
    assert told.told == [] and "?" in told.text


def test_nurse_brings_a_person():
    assert respond(turn("Nurse!", "nlu_fallback"), people.not_understood).codes == ["human"]


def test_not_understood_twice_in_a_row_brings_a_person():
    first = respond(turn("wibble", "nlu_fallback"), people.not_understood)
    assert first.level == "none"
    second = respond(turn("fnord", "nlu_fallback", known=care(memory=first.memory)), people.not_understood)
    assert second.level == "review"


def test_understanding_something_between_starts_the_count_anew():
    first = respond(turn("wibble", "nlu_fallback"), people.not_understood)
    between = respond(turn("can i swim", "ask_may", "swimming", known=care(memory=first.memory)), answer_topics)
    assert respond(turn("fnord", "nlu_fallback", known=care(memory=between.memory)), people.not_understood).level == "none"


def test_after_an_emergency_thanks_gets_the_number_again():
    known = care(memory=remembering(emergency_at=NOON - timedelta(hours=1)))
    told = respond(turn("thanks", "thanks", known=known), talk.small_talk)
    assert "999" in told.text and "welcome" not in told.text


def test_how_about_now_goes_on():
    known = care(hours=76, memory=remembering(subjects=["exercise"], subjects_at=NOON - timedelta(hours=30)))
    told = respond(turn("how about now", "nlu_fallback", known=known), people.not_understood)
    assert [(one.topic, one.verdict) for one in told.told] == [("exercise", "ok")]


@pytest.mark.parametrize("text", ["and in 6 days", "are you sure?", "why", "tomorrow then"])
def test_a_short_text_goes_on_whatever_it_was_taken_for(text):
    known = care(hours=30, memory=remembering(subjects=["exercise"], subjects_at=NOON - timedelta(minutes=3)))
    assert respond(turn(text, "report_fine", known=known), talk.small_talk).told[0].topic == "exercise"


@pytest.mark.parametrize(
    "text",
    [
        "whats good for my 3 month old with eczema",
        "is it ok for my dog",
        "that cream for my wife?",
        "can my sister use it on her legs",
        "should my mum have it too",
    ],
)
def test_what_is_for_someone_else_is_not_answered(text):
    told = respond(turn(text, "ask_may", "moisturizer"), answer_topics)
    assert told.told == [] and "only advise the person we treated" in told.text


@pytest.mark.parametrize("text", ["my mums face swelled up after hers", "my best friends skin is red from hers"])
def test_what_is_told_of_another_face_is_not_taken_for_the_patients(text):
    told = respond(turn(text, "report_symptom", "swelling"), answer_topics)
    assert told.told == [] and "only advise the person we treated" in told.text


@pytest.mark.parametrize("text", ["can my friend do my brows", "can my boyfriend put cream on me", "can my dog go near my face"])
def test_what_somebody_does_to_the_patients_own_skin_is_answered(text):
    assert respond(turn(text, "ask_may", "touching"), answer_topics).told


@pytest.mark.parametrize("codes", [["R6"], ["R6", "reader"]])
def test_a_stranger_is_told_nothing_and_the_check_ins_pause(codes):
    known = care(gate_level="review", gate_codes=codes, memory=remembering(subjects=["makeup"], subjects_at=NOON))
    told = respond(turn("wrong number mate", "wrong_number", known=known), people.wrong_number)
    assert told.pauses and told.topics == ["wrong_number"]


def test_somebody_who_was_just_answered_is_no_stranger_by_a_guess():
    known = care(memory=remembering(subjects=["makeup"], subjects_at=NOON - timedelta(minutes=3)))
    told = respond(turn("hes not on your texts, i am", "wrong_number", known=known), people.wrong_number)
    assert not told.pauses


def test_a_case_that_is_open_speaks_against_a_stranger():
    told = respond(turn("no she isnt your patient", "wrong_number", known=care(case_by="1 pm")), people.wrong_number)
    assert not told.pauses


@pytest.mark.parametrize("text", ["hes gone all blotchy, my son i mean, not me", "not me, my husband has gone blotchy"])
def test_somebody_else_is_not_the_patient(text):
    assert "only advise the person we treated" in respond(turn(text, "report_fine"), talk.small_talk).text


@pytest.mark.parametrize(
    ("text", "level"), [("8 2 n", "none"), ("3, 1, no", "none"), ("8 2 n its gone hot", "review"), ("8", "review")]
)
def test_bare_scores_are_for_the_check_ins_own_table(text, level):
    sees = Danger(level="urgent", chances={"none": 0.0, "urgent": 1.0})
    assert care(hours=25, check_in=check_in("24h")).with_danger(sees, text).gate_level == level


def test_without_a_check_in_the_reader_is_heard_on_bare_scores_too():
    sees = Danger(level="urgent", chances={"none": 0.0, "urgent": 1.0})
    assert care(hours=25).with_danger(sees, "9 9 y").gate_level == "review"
