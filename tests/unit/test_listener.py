"""The listener: what a text means behind the one before it, and at its hour; a calm one before takes no danger away."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from bot.reader import listener, reader
from bot.reader.context import BEFORE, TEXT, before, pair
from bot.reader.listener import FOLDER, Listener
from bot.reader.network import ReaderError

TOKENIZER = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
TOKENIZER.no_truncation()


@pytest.mark.parametrize(
    ("said", "text", "topic"),
    [
        ("may I take my dog for a run tonight", "he is a big poodle, we do the whole park twice", "exercise"),
        ("how soon can i go to the spa", "it would be the wooden room with hot stones", "sauna"),
        ("is wine ok on friday", "just the one, a tiny glass", "alcohol"),
        ("can my mum thread my lip", "what if she is ever so gentle", "hair_removal"),
    ],
)
def test_a_text_that_names_nothing_is_about_what_was_before(said: str, text: str, topic: str):
    found = listener.default().hear(text, [said], 30)
    assert max(found.topics, key=lambda name: found.topics[name]) == topic and found.topics[topic] > 0.5


def test_a_text_that_says_enough_is_about_itself():
    found = listener.default().hear("which sunscreen should i be wearing to the match", ["may I run tonight"], 50)
    assert found.topics["sunscreen"] > 0.5 > found.topics["exercise"]


@pytest.mark.parametrize("said", ["can i wear makeup tomorrow", "thanks thats great", "is a lukewarm bath fine", "see you then"])
@pytest.mark.parametrize(
    "text",
    [
        "my tongue is swelling up and i cant get a breath",
        "theres yellow pus coming out of my chin and its hot",
        "cant feel one side of my face and my arm is weak",
    ],
)
def test_a_calm_text_before_takes_no_danger_away(said: str, text: str):
    assert listener.default().hear(text, [said], 30).chance_of("urgent") > 0.5


@given(said=st.lists(st.text(max_size=300), max_size=2), text=st.text(max_size=400), hours=st.none() | st.floats(0, 9000))
@settings(max_examples=60, deadline=None)
def test_any_text_at_all_is_heard(said: list[str], text: str, hours: float | None):
    found = listener.default().hear(text, said, hours)
    assert sum(found.levels.values()) == pytest.approx(1, abs=1e-4)
    assert all(0 <= chance <= 1 for chance in found.topics.values())


def test_it_says_what_the_reader_can_say():
    assert listener.default().hear("hello", [], None).topics.keys() == reader.default().read("hello").topics.keys()


def test_what_went_before_is_one_line_with_the_hour():
    assert before(["can i run", "at 6"], 29.6) == "30 hours. can i run / at 6"
    assert before([], 4) == "4 hours." and before(["can i run"], None) == "can i run" and before([], None) == ""


@given(said=st.text(max_size=900), text=st.text(max_size=900))
def test_own_are_the_tokens_of_the_text_and_its_end(said: str, text: str):
    found = pair(TOKENIZER, said, text)
    assert len(found.ids) == len(found.own) <= BEFORE + TEXT + 3
    own = [token for token, is_own in zip(found.ids, found.own, strict=True) if is_own]
    assert own[:-1] == TOKENIZER.encode(text).ids[1:-1][:TEXT]


def test_of_a_long_text_before_the_end_and_the_hour_are_kept():
    long = "we went to the lake and to the hills and to the town and had cake there. " * 10 + "can i swim"
    kept = pair(TOKENIZER, before([long], 30), "how long")
    ahead = TOKENIZER.decode([token for token, own in zip(*kept, strict=True) if not own], skip_special_tokens=False)
    assert ahead.startswith("[CLS] 30 hours.") and ahead.endswith("can i swim [SEP]")


def test_another_model_than_the_card_names_is_refused(tmp_path: Path):
    folder = Path(shutil.copytree(FOLDER, tmp_path / "model"))
    card = json.loads((folder / "card.json").read_text("utf-8"))
    card["files"]["model.onnx"] = "0"
    (folder / "card.json").write_text(json.dumps(card))
    with pytest.raises(ReaderError, match="model.onnx"):
        Listener(folder)
