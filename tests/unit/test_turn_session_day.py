"""A patient who says that the session was on another day than the record has."""

import pytest

from bot.turn.answering import answer_topics
from bot.turn.respond import respond
from tests.turns import NOON, care, remembering, turn

HOURS = 30
DAY = "wednesday"  # of the session, thirty hours before noon on a Thursday


@pytest.mark.parametrize(
    "text",
    [
        "i had it done tuesday not wednesday",
        "my session was on monday, not on wednesday",
        "it was done Fri not Wed",
        "had it on sunday",
        "no i had mine done saturday sorry",
    ],
)
def test_another_day_is_looked_at_by_staff(text):
    told = respond(turn(text, "ask_appointment", "appointment", known=care(hours=HOURS)), answer_topics)
    assert (told.level, told.codes) == ("review", ["session_day"]) and "another day" in told.reason


@pytest.mark.parametrize(
    "text",
    [f"i had it done {DAY} not tuesday", "can i have it done tuesday", "i had it done wednesday", "not tuesday, wednesday",
        "had it yesterday", "i had mine done one day ago", "had wine today", "had the wine 3 days ago"],
)
def test_the_day_of_the_record_is_no_case(text):
    assert respond(turn(text, "ask_appointment", known=care(hours=HOURS)), answer_topics).level == "none"


def test_without_a_session_there_is_nothing_to_dispute():
    told = respond(turn("i had it done tuesday not wednesday", "ask_appointment", known=care(hours=None)), answer_topics)
    assert "session_day" not in told.codes


def test_it_after_something_else_is_that():
    known = care(hours=HOURS, memory=remembering(subjects=["alcohol"], subjects_at=NOON))
    assert "session_day" not in respond(turn("had it today", "report_slip", known=known), answer_topics).codes
