"""Appointments and prices are for the front desk, and so is a text that only goes on about them."""

from datetime import timedelta

import pytest

from bot.turn import people, talk
from bot.turn.answering import answer_topics
from bot.turn.respond import respond
from tests.turns import NOON, care, remembering, turn


def just_asked(act: str, minutes: int = 3, **more):
    """Ben asked about it some minutes ago."""
    return care(hours=30, memory=remembering(desk=act, desk_at=NOON - timedelta(minutes=minutes), **more))


def test_an_appointment_is_remembered():
    told = respond(turn("can i move my appointment", "ask_appointment", "appointment", known=care(hours=30)), talk.small_talk)
    assert (told.memory.desk, told.memory.desk_at, told.topics) == ("ask_appointment", NOON, ["appointment"])


@pytest.mark.parametrize("text", ["thursday?", "next week then", "tomorrow at 4?"])
def test_a_time_after_it_is_for_the_desk_too(text):
    told = respond(turn(text, "ask_may", known=just_asked("ask_appointment")), answer_topics)
    assert told.topics == ["appointment"]
    assert "bookings" in told.text


@pytest.mark.parametrize(
    ("text", "subjects", "known"),
    [
        ("thursday?", (), just_asked("ask_appointment", minutes=90)),
        ("thursday?", (), just_asked("ask_appointment", subjects=["swimming"], subjects_at=NOON - timedelta(minutes=1))),
        ("gym on thursday?", ("exercise",), just_asked("ask_appointment")),
        ("took 8 last night", (), just_asked("ask_cost")),
        ("thursday?", (), just_asked("ask_appointment", emergency_at=NOON - timedelta(minutes=2))),
        ("my cousin is getting married there on thursday in her garden", (), just_asked("ask_appointment")),
    ],
    ids=["long ago", "something else since", "names another thing", "past", "an emergency since", "a tale of its own"],
)
def test_what_is_about_something_else_is_not(text, subjects, known):
    told = respond(turn(text, "ask_may", *subjects, known=known), answer_topics if subjects else people.not_understood)
    assert "appointment" not in told.topics
