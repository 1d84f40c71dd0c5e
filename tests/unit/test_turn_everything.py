"""Texts that ask about everything at once get the whole of what the protocol limits now, in two segments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.protocols import load_default
from bot.sms_text import segments
from bot.turn import people
from bot.turn.answering import answer_topics
from bot.turn.everything import EVERYDAY, asks_everything
from bot.turn.respond import respond
from bot.turn.understood import topic_of
from tests.turns import turn

ASKED = [
    "whats allowed",
    "what's still not allowed?",
    "what cant i do",
    "so what should i avoid today",
    "do's and don'ts?",
    "what are the rules again",
    "can i do everything now",
    "when can i get back to normal",
    "back to my normal routine yet?",
    "anything i shouldn't do",
]


@pytest.mark.parametrize("text", ASKED)
@pytest.mark.parametrize(("intent", "act"), [("ask_what", answer_topics), ("nlu_fallback", people.not_understood)])
def test_all_that_is_limited_is_told_for_this_hour(text, intent, act):
    told = respond(turn(text, intent, hours=26), act)
    verdicts = {one.topic: one.verdict for one in told.told}
    assert set(verdicts) == {topic_of(subject) for subject in EVERYDAY}
    assert verdicts["sauna"] == "avoid" and verdicts["makeup"] == "caution" and verdicts["cleansing"] == "ok"
    assert "Not yet: sun and exercise (from" in told.text and "Fine: washing." in told.text


@pytest.mark.parametrize(
    "text",
    [
        "what can i do for the itch",
        "can i do everything in the gym",
        "what is the rule on wine",
        "is it allowed",
        "everything hurts",
    ],
)
def test_what_names_something_is_asked_about_that(text):
    assert not asks_everything(text)


@given(st.floats(0, 2000))
def test_it_fits_two_segments_at_every_hour(hours):
    told = respond(turn("whats allowed", "ask_what", hours=hours), answer_topics)
    assert segments(told.text) <= 2
    assert {one.verdict for one in told.told} == {load_default().rule(one, hours).verdict for one in EVERYDAY}
