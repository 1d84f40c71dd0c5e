"""What is told of the sign before without naming it: more, elsewhere, on one side."""

from datetime import timedelta

import pytest

from bot.turn.answering import answer_topics
from bot.turn.respond import respond
from tests.turns import NOON, care, remembering, turn


def told(text: str, sign: str, hours: float, intent: str = "nlu_fallback"):
    """Ben told of `sign` five minutes ago."""
    memory = remembering(subjects=[sign], subjects_at=NOON - timedelta(minutes=5))
    return respond(turn(text, intent, known=care(hours=hours, memory=memory)), answer_topics)


@pytest.mark.parametrize("text", ["morning it was less, now it has become more", "yes more than yesterday", "its doubled"])
@pytest.mark.parametrize("sign", ["swelling", "redness"])
def test_more_of_it_is_judged_by_the_day(text, sign):
    assert told(text, sign, 58).level == "urgent"


@pytest.mark.parametrize("text", ["all the body, also the belly", "my arms and legs too", "everywhere"])
def test_an_itch_on_skin_that_was_not_treated_is_urgent(text):
    outcome = told(text, "itching", 70, "report_fine")
    assert outcome.level == "urgent" and outcome.codes == ["itches_elsewhere"]


def test_flakes_elsewhere_are_no_allergy():
    assert told("all over", "peeling", 70).level == "none"


@pytest.mark.parametrize("text", ["only on the left side", "just one side", "right cheek only"])
def test_a_swelling_of_one_side_after_two_days_is_looked_at_and_asked_about(text):
    outcome = told(text, "swelling", 70, "ask_appointment")
    assert (outcome.level, outcome.codes) == ("review", ["one_sided"])
    assert outcome.text.endswith("?") and outcome.memory.question.name == "worse_or_better"


def test_heat_of_one_side_after_two_days_is_urgent():
    assert told("only the left cheek", "warmth", 70).level == "urgent"


@pytest.mark.parametrize(("text", "hours"), [("only the left side", 20), ("left side and right side", 70), ("left side?", 70)])
def test_otherwise_a_side_is_only_a_place(text, hours):
    assert "one_sided" not in told(text, "swelling", hours).codes
