"""A text that goes on about a calm one is read with it, where the reader alone sees danger in it."""

import pytest
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.danger_classifier import DANGER, READING, DangerClassifier
from bot.nlu.listening import HEARING, Listening
from bot.reader.reading import COUNTS_FROM, Reading
from bot.safety import gate
from bot.turn.care import CALMLY, SAID
from bot.turn.danger import Danger


class Reader:
    """Sees an emergency in what it is told to, and none in other texts."""

    def __init__(self, **chances: float) -> None:
        self.chances = chances

    def read(self, text: str) -> Reading:
        return reading(next((chance for words, chance in self.chances.items() if text.endswith(words.replace("_", " "))), 0.0))


def reading(emergency: float) -> Reading:
    return Reading({"none": 1 - emergency, "review": 0.0, "urgent": 0.0, "emergency": emergency}, {}, {})


def seen(classifier: DangerClassifier, text: str, before: str, calmly: bool = True) -> dict:
    message = Message({TEXT: text, METADATA: {SAID: [before] if before else [], CALMLY: bool(before) and calmly}})
    Listening().process([message])
    classifier.process([message])
    assert message.get(READING) is not None
    return message.get(DANGER)


def danger(text: str, behind: float | None, **chances: float) -> dict:
    """Return what is seen in `text`; `behind` is the chance of an emergency that is heard behind a calm one, if there is one."""
    classifier = DangerClassifier(dict(COUNTS_FROM))
    classifier._reader = Reader(**chances)
    message = Message({TEXT: text, METADATA: {CALMLY: behind is not None}})
    message.set(HEARING, reading(behind or 0.0))
    classifier.process([message])
    return message.get(DANGER)


@pytest.mark.parametrize(("behind", "level"), [(0.001, "none"), (0.019, "none"), (0.03, "emergency"), (0.97, "emergency")])
def test_it_has_to_be_a_danger_behind_a_calm_text_too(behind, level):
    found = danger("with a big glass of red", behind, with_a_big_glass_of_red=0.75)
    assert found["level"] == level and found["with_before"] is (level == "none")


def test_of_what_is_likely_enough_by_itself_nothing_before_takes_a_danger_out():
    assert danger("with a big glass of red", 0.001, with_a_big_glass_of_red=0.85)["level"] == "emergency"


def test_by_itself_it_counts_as_it_is():
    found = danger("with a big glass of red", None, with_a_big_glass_of_red=0.95)
    assert found["level"] == "emergency" and not found["with_before"]


@pytest.mark.parametrize("text", ["my tongue is fat", "swallowed the lot", "took it all"])
def test_a_text_that_tells_of_somebody_stands_by_itself(text):
    assert danger(text, 0.001, **{text.replace(" ", "_"): 0.95})["level"] == "emergency"


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
        ("can i sleep on my back", "whistling every time"),
        ("can i eat sushi", "closing up after the prawns"),
        ("can i take ibuprofen", "the whole strip n counting"),
        ("can i use acid", "on the raw bit"),
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
