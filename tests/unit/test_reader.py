"""The reader: files that are the known ones, readings that add up, and names that the rest of the product knows."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.levels import LEVELS
from bot.nlu.subjects import SUBJECTS
from bot.reader import reader
from bot.reader.reader import FOLDER, Reader, ReaderError
from bot.reader.reading import Reading

ROOT = Path(__file__).parents[2]
PLAINLY = [
    ("my tongue is swelling up and i cant get a breath", "emergency", "allergy_sign"),
    ("theres yellow pus coming out of my chin and its hot", "urgent", "infection_sign"),
    ("can i put my foundation on for work tomorrow", "none", "makeup"),
    ("all good here thanks, nothing to report", "none", "fine"),
]


def reading(**levels: float) -> Reading:
    return Reading(levels={level: levels.get(level, 0.0) for level in LEVELS}, acts={}, topics={})


@pytest.mark.parametrize(("text", "level", "topic"), PLAINLY)
def test_plain_texts_are_read_plainly(text: str, level: str, topic: str):
    found = reader.default().read(text)
    assert max(found.levels, key=lambda name: found.levels[name]) == level
    assert found.topics[topic] > 0.5


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_at_all_is_read(text: str):
    found = reader.default().read(text)
    assert sum(found.levels.values()) == pytest.approx(1, abs=1e-4) and sum(found.acts.values()) == pytest.approx(1, abs=1e-4)
    assert all(0 <= chance <= 1 for chance in found.topics.values())


CHATTER = "we talked about the weather and the garden and the neighbours and what is for dinner on sunday. " * 15


SIGN = "my throat is closing, i cant breathe."


@pytest.mark.parametrize("text", [f"{SIGN} {CHATTER}", f"{CHATTER} {SIGN}"], ids=["danger first", "danger last"])
def test_a_text_of_sixteen_hundred_characters_is_read_to_its_end(text: str):
    found = reader.default().read(text)
    assert found.chance_of("emergency") > 0.5 and found.topics["allergy_sign"] > 0.5


@pytest.mark.parametrize("text", ["wibble blarg fnord", "grmph fluffle", "asdfjkl qwpoeiru", "zzzxq"])
def test_of_a_text_without_a_known_word_nothing_is_guessed(text: str):
    found = reader.default().read(text)
    assert found.levels["none"] == 1 and max(found.acts.values()) < 0.1 and not any(found.topics.values())


@pytest.mark.parametrize("text", ["39.6", "my fever", "it swole sooo much", "!!!"])
def test_a_word_or_a_number_is_enough_to_be_read(text: str):
    assert reader.default().read(text).levels["none"] < 1


def test_what_the_reader_can_say_is_known_to_the_product():
    labels = reader.default().labels
    assert labels.levels == tuple(LEVELS)
    assert set(labels.topics) <= SUBJECTS
    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    named = {next(iter(intent)) if isinstance(intent, dict) else intent for intent in domain["intents"]}
    assert set(labels.acts) <= named


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "model"))


def test_another_model_than_the_card_names_is_refused(tmp_path: Path):
    folder = copied(tmp_path)
    with (folder / "model.onnx").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ReaderError, match="model.onnx"):
        Reader(folder)


def test_a_missing_model_is_refused(tmp_path: Path):
    folder = copied(tmp_path)
    (folder / "model.onnx").unlink()
    with pytest.raises(ReaderError, match="cannot be loaded"):
        Reader(folder)


def test_a_card_that_is_no_card_is_refused(tmp_path: Path):
    folder = copied(tmp_path)
    (folder / "card.json").write_text(json.dumps({"levels": []}))
    with pytest.raises(ReaderError):
        Reader(folder)


THRESHOLDS = {"review": 0.5, "urgent": 0.6, "emergency": 0.7}


@pytest.mark.parametrize(
    ("levels", "gravest"),
    [
        ({"none": 0.6, "urgent": 0.4}, "none"),
        ({"none": 0.4, "review": 0.6}, "review"),
        ({"none": 0.3, "urgent": 0.35, "emergency": 0.35}, "urgent"),
        ({"none": 0.2, "urgent": 0.1, "emergency": 0.7}, "emergency"),
        ({"none": 0.45, "review": 0.2, "urgent": 0.2, "emergency": 0.15}, "review"),
    ],
)
def test_a_level_counts_with_what_is_graver_than_it(levels: dict[str, float], gravest: str):
    assert reading(**levels).gravest(THRESHOLDS) == gravest
