"""What reads danger, asked by itself; the reader here is a made-up one that knows three texts."""

import pytest

from bot.nlu.danger_classifier import DangerClassifier
from bot.reader import reader
from bot.reader.reading import Reading
from evaluation import detectors

LEVELS = {
    "she has gone all floppy": {"none": 0.1, "review": 0.1, "urgent": 0.1, "emergency": 0.7},
    "it smells off": {"none": 0.4, "review": 0.2, "urgent": 0.3, "emergency": 0.1},
    "maybe": {"none": 0.6, "review": 0.0, "urgent": 0.4, "emergency": 0.0},
}
CALM = {"none": 1.0, "review": 0.0, "urgent": 0.0, "emergency": 0.0}


class MadeUp:
    """Stands in for the reader."""

    def read(self, text):
        return Reading(LEVELS.get(text, CALM), {}, {})


@pytest.fixture
def made_up(monkeypatch):
    monkeypatch.setattr(reader, "default", MadeUp)
    monkeypatch.setattr(detectors, "thresholds", lambda: {"review": 0.5, "urgent": 0.5, "emergency": 0.5})


def row(text, hours=30):
    return {"id": "a", "text": text, "hours_since": hours}


def test_the_gate_needs_no_reader():
    assert detectors.narrow_net(row("i cant breathe")) == "emergency"


def test_the_gate_is_told_the_hours():
    assert detectors.narrow_net(row("my face is still red", 2)) != detectors.narrow_net(row("my face is still red", 400))


@pytest.mark.parametrize(
    ("text", "level"),
    [
        pytest.param("she has gone all floppy", "emergency", id="the gravest that reaches its threshold"),
        pytest.param("it smells off", "review", id="graver chances count for the lesser level"),
        pytest.param("lovely day", "none", id="nothing"),
    ],
)
def test_the_reader_alone_names_a_level_by_its_thresholds(made_up, text, level):
    assert detectors.reader_alone(row(text)) == level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        pytest.param("she has gone all floppy", "emergency", id="only the reader sees it"),
        pytest.param("i cant breathe", "emergency", id="only the gate sees it"),
        pytest.param("lovely day", "none", id="neither"),
    ],
)
def test_either_detector_is_enough(made_up, text, level):
    assert detectors.together(row(text)) == level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        pytest.param("maybe", "urgent", id="the reader thinks it possible"),
        pytest.param("lovely day", "none", id="the reader does not"),
    ],
)
def test_what_only_the_wide_net_hears_counts_as_far_as_the_reader_goes_along(made_up, monkeypatch, text, level):
    monkeypatch.setattr(detectors, "narrow_net", lambda row: "none")
    monkeypatch.setattr(detectors, "wide_net", lambda row: "emergency")
    assert detectors.together(row(text)) == level


def test_the_wide_net_hears_all_that_the_narrow_one_hears():
    assert detectors.wide_net(row("i cant breathe")) == detectors.narrow_net(row("i cant breathe")) == "emergency"


def test_a_missing_reader_is_said_with_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(reader, "default", lambda: reader.Reader(tmp_path))
    with pytest.raises(detectors.ReaderMissing, match="make train-danger"):
        detectors.reader_alone(row("hi"))


def thresholds_of(folder, pipeline):
    (folder / "config.yml").write_text(f"pipeline:\n{pipeline}")
    return detectors.thresholds.__wrapped__(folder / "config.yml")


def test_thresholds_are_those_of_the_pipeline(tmp_path):
    found = thresholds_of(tmp_path, "  - name: bot.nlu.danger_classifier.DangerClassifier\n    emergency: 0.2\n")
    assert found == {**DangerClassifier.get_default_config(), "emergency": 0.2}


def test_without_the_component_the_thresholds_are_its_own(tmp_path):
    assert thresholds_of(tmp_path, "  - name: WhitespaceTokenizer\n") == DangerClassifier.get_default_config()


def test_an_answer_holds_a_level_and_nothing_else(made_up):
    (answer,) = detectors.asked(detectors.together, [row("i cant breathe")])
    assert (answer["id"], answer["urgency"], answer["escalated"], answer["topics"]) == ("a", "emergency", True, [])
