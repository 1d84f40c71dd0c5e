"""A text that goes on about a calm one is read with it, where the reader alone sees danger in it."""

import pytest
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.danger_classifier import DANGER, READING, DangerClassifier
from bot.reader.reading import COUNTS_FROM, Reading
from bot.safety import gate
from bot.turn.care import BEFORE
from bot.turn.danger import Danger


class Reader:
    """Sees an emergency in what it is told to, and none in other texts."""

    def __init__(self, **chances: float) -> None:
        self.chances = chances

    def read(self, text: str) -> Reading:
        chance = next((chance for words, chance in self.chances.items() if text.endswith(words.replace("_", " "))), 0.0)
        if ". " in text:  # read with the one before it
            chance = self.chances.get("together", chance)
        return Reading({"none": 1 - chance, "review": 0.0, "urgent": 0.0, "emergency": chance}, {}, {})


def seen(classifier: DangerClassifier, text: str, before: str) -> dict:
    message = Message({TEXT: text, METADATA: {BEFORE: before}})
    classifier.process([message])
    assert message.get(READING) is not None
    return message.get(DANGER)


def danger(text: str, before: str, **chances: float) -> dict:
    classifier = DangerClassifier(dict(COUNTS_FROM))
    classifier._reader = Reader(**chances)
    return seen(classifier, text, before)


@pytest.mark.parametrize(("together", "level"), [(0.001, "none"), (0.019, "none"), (0.03, "emergency"), (0.97, "emergency")])
def test_both_together_have_to_be_a_danger(together, level):
    found = danger("with a big glass of red", "what about lukewarm", **{"with_a_big_glass_of_red": 0.95, "together": together})
    assert found["level"] == level and found["with_before"] is (level == "none")


def test_by_itself_it_counts_as_it_is():
    found = danger("with a big glass of red", "", **{"with_a_big_glass_of_red": 0.95, "together": 0.0})
    assert found["level"] == "emergency" and not found["with_before"]


def test_the_text_before_makes_no_danger_of_a_calm_one():
    assert danger("with a glass of red", "my tongue is fat", together=0.99)["level"] == "none"


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("can I do the zumba class or should I get cover", "and only sit on the side talking through"),
        ("is a lukewarm bath fine", "with a big glass of red in hand"),
    ],
)
def test_what_goes_on_about_a_calm_question_is_calm(before, text):
    assert seen(DangerClassifier(dict(COUNTS_FROM)), text, before)["level"] == "none"


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("can i wear mascara tomorrow", "my lids are sealed shut and its hot"),
        ("is a lukewarm bath fine", "tongue has gone fat and my words come out wrong"),
        ("thanks for yesterday", "nobody would miss me if i took all these tablets"),
        ("thanks thats great", "swallowed the lot"),
        ("can i wear makeup tomorrow", "my mouth feels thick"),
        ("thanks thats great", "my throat feels squeezed like a scarf"),
    ],
)
def test_a_danger_after_a_calm_question_is_one(before, text):
    assert seen(DangerClassifier(dict(COUNTS_FROM)), text, before)["level"] in ("urgent", "emergency")


def test_what_the_loose_net_hears_and_the_reader_thinks_possible_counts():
    text = "tight round the neck like a scarf"
    hint = gate(text, hours=1, wide=True).level
    assert (gate(text, hours=1).level, hint) == ("none", "emergency")
    found = seen(DangerClassifier(dict(COUNTS_FROM)), text, "")
    assert Danger(level=found["level"], chances=found["chances"]).beyond("none", hint) == "emergency"
