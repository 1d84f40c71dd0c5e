"""A number that answers nothing we asked is asked about once, and read together with the word that comes next."""

from datetime import timedelta

import pytest

from bot.memory import OpenQuestion
from bot.turn import talk
from bot.turn.answering import answer_topics
from bot.turn.bare_number import QUESTION, number_of
from bot.turn.care import Care
from bot.turn.respond import respond
from tests.turns import NOON, care, remembering, turn


def asked_about(number: int) -> Care:
    """Ben wrote a number and was asked what it is about."""
    question = OpenQuestion(name=QUESTION, at=NOON - timedelta(minutes=1), values={"number": number})
    return care(hours=30, memory=remembering(question=question))


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("3/10", 3), ("8 out of 10", 8), ("ten", 10), ("no 4", 4), ("its a 9 now", 9), ("0.", 0), (" 10 ", 10)],
)
def test_a_number_alone_is_asked_about_and_kept(text, number):
    told = respond(turn(text, "give_score"), talk.unclear)
    assert f"the {number}." in told.text and told.memory.question.values == {"number": number} and told.level == "none"


@pytest.mark.parametrize("text", ["100%", "11", "38.7", "7 days", "4 and 5", "yes", ""])
def test_other_texts_are_no_number_alone(text):
    assert number_of(text) is None


@pytest.mark.parametrize(("text", "intent", "subjects"), [("pain", "report_symptom", ("pain",)), ("yes", "affirm", ())])
@pytest.mark.parametrize(("number", "level"), [(8, "urgent"), (9, "urgent"), (2, "none")])
def test_a_pain_is_judged_by_the_number_before_it(text, intent, subjects, number, level):
    told = respond(turn(text, intent, *subjects, known=asked_about(number)), answer_topics)
    assert told.level == level and told.topics[:1] == ["pain"]
    assert told.memory.question is None or told.memory.question.name != QUESTION


def test_another_sign_is_answered_for_its_hour():
    told = respond(turn("redness", "report_symptom", "redness", known=asked_about(5)), answer_topics)
    assert [(one.topic, one.verdict) for one in told.told] == [("redness", "ok")]


def test_another_question_is_answered_as_it_stands():
    told = respond(turn("can i swim on saturday", "ask_may", "swimming", known=asked_about(5)), answer_topics)
    assert [one.topic for one in told.told] == ["swimming"]


@pytest.mark.parametrize("text", ["days since", "sorry meant to text my brother"])
def test_what_says_nothing_of_a_pain_is_no_score(text):
    assert respond(turn(text, "affirm", known=asked_about(8)), talk.unclear).level == "none"
