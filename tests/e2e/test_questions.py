"""Five questions, asked an hour, thirty hours and eighty hours after the session: each gets that hour's own answer."""

import pytest

from bot.models import Message
from bot.protocols import load_default
from bot.sms_text import segments

PHONES = {1: "+447700900301", 30: "+447700900302", 80: "+447700900303"}
QUESTIONS = {
    "redness": "is it normal that my face is so red?",
    "sunscreen": "should I be putting on sunscreen now?",
    "makeup": "can I wear makeup today?",
    "exercise": "ok to go to the gym today?",
    "sauna": "could I sit in the sauna today?",
}


@pytest.fixture(scope="module")
def answers(demo):
    """What each phone was told about each topic."""
    for hours, phone in PHONES.items():
        demo.enroll(phone, hours)
    return {
        (topic, hours): demo.say(phone, words) for hours, phone in PHONES.items() for topic, words in QUESTIONS.items()
    }  # fmt: skip


@pytest.mark.parametrize("topic", QUESTIONS)
def test_each_hour_has_its_own_answer(answers, topic):
    told = {hours: answers[topic, hours] for hours in PHONES}
    assert len(set(told.values())) == len(PHONES), told
    assert all(segments(text) <= 2 for text in told.values())


@pytest.mark.parametrize("hours", PHONES)
def test_the_answer_is_the_protocols_rule_for_that_hour(demo, answers, hours):
    replies = demo.rows(Message.to_phone == PHONES[hours], Message.sender == "bot")
    rules = [told["rule"] for reply in replies for told in reply.answers]
    assert rules == [load_default().rule(topic, hours).id for topic in QUESTIONS]


@pytest.mark.parametrize("hours", PHONES)
def test_the_transcript_agrees_with_the_phone(demo, answers, hours):
    on_phone = demo.client.get("/simulator/messages", params={"phone": PHONES[hours]}).json()
    transcript = demo.transcript(PHONES[hours])
    assert [(line["direction"], line["text"]) for line in transcript] == [(text["direction"], text["text"]) for text in on_phone]
    assert [line["topics"] for line in transcript if line["direction"] == "in"] == [[topic] for topic in QUESTIONS]
