"""A text that only says which signs there are not: good news, told as such, and no end to a case that people have."""

from datetime import timedelta

import pytest

from bot.turn import people
from bot.turn.answering import answer_topics
from bot.turn.respond import respond
from tests.turns import NOON, care, remembering, turn

DENIED = [
    ("its not burning", ("pain",)),
    ("no it's not hot", ()),
    ("im not itchy now", ("itching",)),
    ("no pain", ("pain",)),
    ("sorry meant to say i DONT have a fever", ("infection_sign",)),
    ("no pus, no blisters, nothing weeping", ("infection_sign",)),
]


@pytest.mark.parametrize(("text", "denied"), DENIED)
@pytest.mark.parametrize(("intent", "act"), [("report_symptom", answer_topics), ("nlu_fallback", people.not_understood)])
def test_a_sign_that_is_only_denied_is_no_case(text, denied, intent, act):
    told = respond(turn(text, intent, denied=denied), act)
    assert told.level == "none" and told.topics == ["fine"] and "Lovely" in told.text


@pytest.mark.parametrize(("text", "denied"), DENIED)
def test_beside_a_case_it_is_for_people_to_believe(text, denied):
    told = respond(turn(text, "report_symptom", denied=denied, known=care(case_by="1 pm")), answer_topics)
    assert told.level == "none" and "get back to you by 1 pm" in told.text


def test_after_an_emergency_the_case_stays_open():
    known = care(memory=remembering(emergency_at=NOON - timedelta(minutes=4)))
    told = respond(turn("no chest pain", "report_symptom", denied=("pain",), known=known), answer_topics)
    assert "999" in told.text and "stays open" in told.text


def test_what_stands_beside_a_denial_is_answered():
    told = respond(turn("no pus but a bit red", "report_symptom", "redness", denied=("infection_sign",)), answer_topics)
    assert [one.topic for one in told.told] == ["redness"]


def test_a_denial_that_the_gate_or_the_reader_doubts_is_a_case():
    known = care(gate_level="review", gate_codes=["reader"])
    told = respond(turn("no pain, cant feel it at all", "report_symptom", denied=("pain",), known=known), answer_topics)
    assert "Lovely" not in told.text
