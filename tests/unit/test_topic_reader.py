"""Which topics stand: the lexicon's and the reader's, and what more they need in a text about something else in the world."""

import pytest
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.danger_classifier import READING
from bot.nlu.topic_reader import ELSEWHERE, OUT_OF_SCOPE, Chances, TopicReader
from bot.reader.reading import Reading

READER = TopicReader(Chances(finds=0.5, adds=0.7, strikes=0.003), elsewhere=0.8)


def topics(*lexicon: str, text: str = "any text", about_else: float = 0.0, **chances: float) -> list[str]:
    message = Message({TEXT: text, ENTITIES: [{"entity": "topic", "value": subject} for subject in lexicon]})
    message.set(READING, Reading({"none": 1.0}, {OUT_OF_SCOPE: about_else}, chances))
    READER.process([message])
    return [one["value"] for one in message.get(ENTITIES)]


@pytest.mark.parametrize(
    ("lexicon", "chances", "found"),
    [
        (["makeup"], {"makeup": 0.01}, ["makeup"]),
        (["makeup"], {"makeup": 0.002}, []),
        (["makeup/eye"], {"makeup": 0.002}, []),
        ([], {"makeup": 0.6}, ["makeup"]),
        ([], {"makeup": 0.4}, []),
        (["makeup"], {"makeup": 0.9, "sauna": 0.6}, ["makeup"]),
        (["makeup"], {"makeup": 0.9, "sauna": 0.8}, ["makeup", "sauna"]),
        (["makeup"], {"makeup": 0.9, "other": 0.99}, ["makeup"]),
    ],
)
def test_the_reader_adds_what_is_meant_and_strikes_what_is_not(lexicon, chances, found):
    assert topics(*lexicon, **chances) == found


@pytest.mark.parametrize(("about_else", "found"), [(0.79, ["exercise"]), (0.8, [])])
def test_about_something_else_a_shared_word_has_to_be_meant(about_else, found):
    assert topics("exercise", about_else=about_else, exercise=ELSEWHERE.strikes - 0.01) == found


def test_about_something_else_too_what_is_meant_stands():
    assert topics("exercise", about_else=0.95, exercise=0.6, sauna=0.96) == ["exercise", "sauna"]


@pytest.mark.parametrize("text", ["50", "5 1", "30-50", "4/10"])
def test_a_bare_number_names_nothing(text):
    assert topics("sunscreen", text=text, sunscreen=0.9, sleep=0.9) == []


@pytest.mark.parametrize(
    ("text", "found"), [("38.6", ["infection_sign"]), ("101.8", ["infection_sign"]), ("2222", []), ("50", [])]
)
def test_of_a_bare_number_only_a_temperature_is_a_topic(text, found):
    assert topics(text=text, infection_sign=0.9, sunscreen=0.9) == found
