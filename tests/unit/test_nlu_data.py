"""The training examples: enough of each act, no text with two meanings, every annotation a subject."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.nlu.subjects import SUBJECTS
from training import make_examples
from training.make_examples import examples, key, plain

DATA = Path(__file__).parents[2] / "data" / "nlu"
FILES = sorted(DATA.rglob("*.yml"))
ACTS = {
    "ask_may",
    "ask_when",
    "ask_how",
    "ask_normal",
    "ask_what",
    "report_symptom",
    "report_slip",
    "report_fine",
    "ask_why",
    "ask_human",
    "greet",
    "thanks",
    "goodbye",
    "affirm",
    "deny",
    "give_score",
    "compare_better",
    "compare_same",
    "compare_worse",
    "ask_who",
    "wrong_number",
    "ask_appointment",
    "ask_cost",
    "out_of_scope",
    "stop_messages",
    "ask_help",
}


def acts_of(path):
    return [(block["intent"], line) for block in yaml.safe_load(path.read_text("utf-8"))["nlu"] for line in examples(path)]


ROWS = [row for path in FILES for row in acts_of(path)]


def test_every_act_has_at_least_twenty_examples():
    counts = Counter(act for act, _ in ROWS)
    assert set(counts) == ACTS
    assert {act: count for act, count in counts.items() if count < 20} == {}


def test_there_are_enough_examples_and_enough_written_by_hand():
    assert len(ROWS) >= 2500
    assert sum(len(examples(path)) for path in FILES if path.parent == DATA) >= 900


def test_no_text_stands_twice_or_for_two_acts():
    counts = Counter(key(line) for _, line in ROWS)
    assert [text for text, count in counts.items() if count > 1] == []


def test_every_annotation_is_a_subject():
    told = {subject for _, line in ROWS for subject in re.findall(r"\]\(topic:([^)]+)\)", line)}
    assert told <= SUBJECTS


def test_no_held_out_message_is_in_the_training_data():
    trained = {key(line) for _, line in ROWS}
    held = [
        row["text"]
        for path in (Path(__file__).parents[1] / "data").glob("topics_heldout*.jsonl")
        for row in map(yaml.safe_load, path.open())
    ]
    assert [text for text in held if key(text) in trained] == []


def test_the_made_examples_are_what_the_grammar_makes(tmp_path, monkeypatch):
    for path in DATA.glob("*.yml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), encoding="utf-8")
    monkeypatch.setattr(make_examples, "TARGET", tmp_path / "made")
    make_examples.main()
    assert {path.name: path.read_text("utf-8") for path in (tmp_path / "made").glob("*.yml")} == {
        path.name: path.read_text("utf-8") for path in (DATA / "made").glob("*.yml")
    }


@pytest.mark.parametrize("line", ["can i [swim](topic:swimming)?"])
def test_plain_takes_the_annotation_off(line):
    assert plain(line) == "can i swim?"
