"""Texts that put right or add to a danger that people have already: nothing is answered from them, nothing is taken back."""

from datetime import timedelta

import pytest

from bot.turn import people, talk
from bot.turn.answering import answer_topics
from bot.turn.care import Care
from bot.turn.respond import respond
from tests.turns import NOON, care, remembering, turn


def with_case(*before: str, **more) -> Care:
    """Ben's swollen eye is with the nurses already."""
    memory = remembering(subjects=list(before), subjects_at=NOON - timedelta(minutes=1))
    return care(case_by="1 pm", memory=memory, **more)


@pytest.mark.parametrize(
    ("text", "intent", "subjects"),
    [
        ("eyebrow sorry", "ask_may", ("makeup",)),
        ("yes thats my temp", "affirm", ("infection_sign",)),
        ("f", "out_of_scope", ()),
        ("*left", "nlu_fallback", ()),
        ("through my nose cos of a cold i mean", "ask_may", ("cooling",)),
        ("typo, my left one", "nlu_fallback", ()),
        ("no it is my eye", "deny", ("eye",)),
    ],
)
def test_beside_a_case_it_is_passed_on(text, intent, subjects):
    told = respond(turn(text, intent, *subjects, known=with_case()), answer_topics)
    assert "get back to you by 1 pm" in told.text and not told.told and told.level == "none"


def test_after_an_emergency_the_number_is_told_again():
    known = care(memory=remembering(emergency_at=NOON - timedelta(minutes=2)))
    told = respond(turn("through my nose cos of a cold i mean", "ask_may", "cooling", known=known), answer_topics)
    assert "999" in told.text and not told.told


@pytest.mark.parametrize("text", ["sorry, can i wear makeup too", "i mean can i put makeup on", "makeup?"])
def test_a_question_beside_a_case_is_answered(text):
    told = respond(turn(text, "ask_may", "makeup", known=with_case()), answer_topics)
    assert [one.topic for one in told.told] == ["makeup"]


def test_a_correction_of_what_was_asked_since_is_of_that():
    told = respond(turn("mineral i mean", "ask_may", "makeup/mineral", known=with_case("makeup")), answer_topics)
    assert [one.topic for one in told.told] == ["makeup"]


def test_without_a_case_a_correction_is_read_as_any_text():
    told = respond(turn("eyebrow sorry", "ask_may", "makeup"), answer_topics)
    assert [one.topic for one in told.told] == ["makeup"]


def test_what_the_gate_hears_in_a_correction_is_told():
    known = with_case(gate_level="review", gate_codes=["R3"])
    assert "get back to you by 1 pm" not in respond(turn("lump sorry", "report_symptom", known=known), people.hand_over).text


def test_a_no_to_the_offer_of_a_person_is_met_kindly():
    for text in ("no", "no thanks", "nah its ok", "sorry ignore that"):
        assert "Take care" in respond(turn(text, "deny"), talk.small_talk).text


@pytest.mark.parametrize("text", ["kidding, tiny dot", "omg autocorrect, my LIMP is swollen", "false alarm, the cat", "jk"])
def test_what_is_taken_back_after_an_emergency_stays_open_with_staff(text):
    known = care(memory=remembering(emergency_at=NOON - timedelta(minutes=2)))
    assert "stays open" in respond(turn(text, "affirm", known=known), talk.unclear).text


@pytest.mark.parametrize("text", ["ignore that, it was just moisturiser crust", "nvm its sunscreen", "false alarm, the cat"])
def test_what_is_taken_back_beside_a_case_is_passed_on(text):
    told = respond(turn(text, "report_symptom", "sunscreen", known=with_case()), answer_topics)
    assert "get back to you by 1 pm" in told.text and told.level == "none"


@pytest.mark.parametrize(
    ("text", "intent", "subjects", "level"),
    [
        ("and its a 7 now", "give_score", ("pain",), "urgent"),
        ("sorry its an 8 now", "give_score", ("pain",), "urgent"),
        ("also i feel shivery", "report_symptom", (), "review"),
    ],
)
def test_what_makes_a_case_graver_is_judged_and_not_only_passed_on(text, intent, subjects, level):
    assert respond(turn(text, intent, *subjects, known=with_case("pain")), answer_topics).level == level
