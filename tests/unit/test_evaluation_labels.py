"""The labelled sets: well formed, large and varied enough, and nothing in them that the bot has learnt from."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.errors import InputError
from evaluation import likeness
from evaluation.labels import problems
from evaluation.sets import FORMS, from_file, shipped

ROOT = Path(__file__).parents[2]
SETS = {form: shipped(form) for form in FORMS}
MESSAGES = SETS["messages"].rows
ENGLISH = [row for row in MESSAGES if row["lang"] == "en"]


def message(**labels):
    """A row that is right but for what a test changes in it."""
    row = {"id": "a1", "text": "can i swim", "hours_since": 30, "type": "question", "topics": ["swimming"], "urgency": "none"}
    return {**row, "note": "", **labels}


def turn(**expect):
    return {
        "id": "t1.1",
        "conversation": "t1",
        "text": "can i swim",
        "hours_since": 30,
        "note": "kind: follow-up",
        "expect": expect,
    }


@pytest.mark.parametrize("form", FORMS)
def test_each_set_is_of_its_own_form(form):
    assert SETS[form].form == form


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        pytest.param(message(), [], id="right"),
        pytest.param(message(topics=["pools"]), ["unknown topic 'pools'"], id="topic"),
        pytest.param(message(topics=[]), ["no topic"], id="no topic"),
        pytest.param(message(urgency="grave"), ["urgency 'grave'"], id="urgency"),
        pytest.param(message(type="rant"), ["type 'rant'"], id="type"),
        pytest.param(message(split="both"), ["split 'both'"], id="split"),
        pytest.param(message(note=None), ["needs note"], id="note"),
        pytest.param(message(expect={"swimming": ["never"]}), ["unknown verdict 'never'"], id="verdict"),
        pytest.param(message(expect={"swimming": []}), ["swimming accepts nothing"], id="no verdict"),
        pytest.param(turn(answers={"swimming": ["avoid"]}, opt_out=None, asks=True), [], id="right turn"),
        pytest.param(turn(shouts=True), ["unknown expectation 'shouts'"], id="expectation"),
        pytest.param(turn(asks="yes"), ["asks is neither true nor false"], id="truth"),
        pytest.param(turn(opt_out="later"), ["unknown opt-out 'later'"], id="opt-out"),
        pytest.param(turn(urgency=["grave"]), ["unknown level 'grave'"], id="level"),
        pytest.param(turn() | {"asked": "day9"}, ["asked 'day9'"], id="check-in"),
    ],
)
def test_what_is_wrong_with_a_label_is_said(row, wrong):
    assert problems(row) == wrong


def test_the_same_id_twice_is_refused(tmp_path):
    path = tmp_path / "twice.jsonl"
    path.write_text('{"id": "a", "text": "hi", "type": "chitchat", "topics": ["greeting"], "urgency": "none", "note": ""}\n' * 2)
    with pytest.raises(InputError, match="the same id twice"):
        from_file(path)


def test_ids_are_unique_over_all_sets():
    ids = Counter(row["id"] for labelled in SETS.values() for row in labelled.rows)
    assert [name for name, times in ids.items() if times > 1] == []


@pytest.mark.parametrize(
    ("what", "least", "is_one"),
    [
        ("English", 380, lambda row: True),
        ("emergency", 60, lambda row: row["urgency"] == "emergency"),
        ("urgent", 80, lambda row: row["urgency"] == "urgent"),
        ("review", 50, lambda row: row["urgency"] == "review"),
        ("look-alike", 90, lambda row: row["note"].startswith("look-alike")),
        ("plain question", 150, lambda row: row["type"] == "question" and row["urgency"] == "none" and not row["note"]),
        ("several topics", 30, lambda row: row["type"] == "multi"),
        ("check-in reply", 25, lambda row: row["type"] == "checkin_reply"),
        ("out of scope", 25, lambda row: row["type"] == "out_of_scope"),
        ("opting out", 8, lambda row: "stop" in row["topics"]),
        ("no opting out", 5, lambda row: row["note"] == "look-alike: opt-out"),
        ("wants a person", 8, lambda row: row["topics"][0] == "human"),
    ],
)
def test_there_are_enough_messages_of_each_kind(what, least, is_one):
    assert len([row for row in ENGLISH if is_one(row)]) >= least, what


@pytest.mark.parametrize("language", ["es", "ar"])
def test_other_languages_have_danger_and_calm(language):
    levels = Counter(row["urgency"] for row in MESSAGES if row["lang"] == language)
    assert sum(levels.values()) >= 20
    assert min(levels[level] for level in ("none", "urgent", "emergency")) >= 3


@pytest.mark.parametrize(("tag", "least"), [("multi", 10), ("future:", 15), ("slip-up", 10), ("symptom", 20)])
def test_timing_has_every_kind(tag, least):
    rows = [row for row in SETS["windows"].rows if any(part.startswith(tag) for part in row["note"].split("; "))]
    assert len(rows) >= least


def test_there_are_enough_questions_of_timing_and_conversations():
    assert len(SETS["windows"].rows) >= 120
    assert len({row["conversation"] for row in SETS["dialogues"].rows}) >= 40


def test_both_halves_are_alike():
    halves = {half: Counter(row["urgency"] for row in ENGLISH if row["split"] == half) for half in ("held", "tune")}
    for level, held in halves["held"].items():
        assert abs(held - halves["tune"][level]) <= 5, level


def test_a_conversation_is_not_torn_between_the_halves():
    halves = {(row["conversation"], row["split"]) for row in SETS["dialogues"].rows}
    assert len(halves) == len({conversation for conversation, _ in halves})


def test_every_plain_topic_is_asked_about():
    asked = {topic for row in ENGLISH for topic in row["topics"]}
    missing = {"redness", "makeup", "prp", "home_roller", "cold_sore", "hair_dye", "smoking", "cooling", "work", "travel"} - asked
    assert not missing


def learnt() -> dict[tuple[str, ...], str]:
    """Every example that the model learns from, by its words."""
    found = {}
    for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu") or ():
            for line in (block.get("examples") or "").splitlines():
                example = line.strip().removeprefix("- ")
                found[likeness.words(example)] = f"{path.relative_to(ROOT)}: {example}"
    return found


def test_nothing_measured_has_been_learnt():
    examples, both = learnt(), []
    assert len(examples) > 1000
    for labelled in SETS.values():
        for row in labelled.rows:
            words = likeness.words(row["text"])
            both += [(row["id"], row["text"], where) for seen, where in examples.items() if likeness.alike(words, seen)]
    assert both == [], "say it in other words in data/nlu, or in evaluation/data"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("Can I swim today?", "can i [swim](topic:swimming) today", True, id="marks, case and signs"),
        pytest.param("i'm fine now", "im fine now", True, id="apostrophes"),
        pytest.param("STOP", "stop", False, id="one word is everybody's"),
        pytest.param("2 1 n", "2 1 n", False, id="numbers are everybody's"),
        pytest.param("ok thanks", "ok thanks", False, id="two words are everybody's"),
        pytest.param(
            "a b c d e f g h i j k", "a b c d e f g h i j k l", True, id="eleven words of twelve"
        ),
        pytest.param("can i swim in the sea now", "can i swim in the lake now", False, id="another thing in the same frame"),
        pytest.param("can i swim now", "now can i swim", False, id="short texts count only when equal"),
    ],
)  # fmt: skip
def test_alike(one, other, same):
    assert likeness.alike(likeness.words(one), likeness.words(other)) is same
