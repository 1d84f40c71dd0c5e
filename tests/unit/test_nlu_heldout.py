"""Messages kept out of lexicon and training examples: the lexicon alone must find their topics."""

import json
from pathlib import Path

import pytest

from bot.nlu import topics
from bot.nlu.clues import NAMES, clues
from bot.nlu.subjects import SMALL_TALK, TOPICS, public

FOLDER = Path(__file__).parents[1] / "data"
ROWS = [json.loads(line) for path in sorted(FOLDER.glob("topics_heldout*.jsonl")) for line in path.open(encoding="utf-8")]


def found(row):
    return {public(mention.subject) for mention in topics.find(row["text"])} or {"other"}


def test_the_labels_are_public_topics():
    assert {topic for row in ROWS for topic in row["topics"]} <= set(TOPICS)


def test_topics_are_found_and_not_over_listed():
    asked = [row for row in ROWS if row["type"] in {"question", "multi", "symptom"}]
    hit = sum(len(found(row) & set(row["topics"])) for row in asked)
    told = sum(len(found(row)) for row in asked)
    wanted = sum(len(row["topics"]) for row in asked)
    assert 2 * hit / (told + wanted) >= 0.93


def test_several_topics_in_one_text_are_all_found():
    several = [row for row in ROWS if row["type"] == "multi"]
    missed = [row["text"] for row in several if not set(row["topics"]) <= found(row)]
    assert len(missed) <= 0.1 * len(several), missed


def test_texts_about_something_else_get_no_clinical_topic():
    strange = [row for row in ROWS if row["type"] == "out_of_scope"]
    wrong = [row["text"] for row in strange if found(row) - set(SMALL_TALK)]
    assert len(wrong) <= 0.1 * len(strange), wrong


@pytest.mark.parametrize(
    ("text", "clue"),
    [
        pytest.param("can i swim", "opens:may", id="asks-leave"),
        pytest.param("went swimming oops", "has:slip", id="slip"),
        pytest.param("my face is red", "topic:sign", id="sign"),
        pytest.param("4 1", "only numbers", id="scores"),
        pytest.param("speak to a nurse", "has:somebody", id="a-person"),
    ],
)
def test_a_text_gives_its_clue(text, clue):
    given = dict(zip(NAMES, clues(text), strict=True))
    assert given[clue] == 1.0
