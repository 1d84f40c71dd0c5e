"""The labelled sets: well formed, large and varied enough, and nothing in them that the bot has learnt from."""

from collections import Counter

import pytest

from bot.errors import InputError
from evaluation import likeness
from evaluation.labels import problems
from evaluation.sets import FORMS, NAMES, from_file, shipped
from training import turns
from training.sources import everything

SETS = {name: shipped(name) for name in NAMES}
MESSAGES = (*SETS["messages"].rows, *SETS["danger"].rows)
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
        ("English", 1700, lambda row: True),
        ("emergency", 150, lambda row: row["urgency"] == "emergency"),
        ("urgent", 200, lambda row: row["urgency"] == "urgent"),
        ("review", 150, lambda row: row["urgency"] == "review"),
        ("look-alike", 300, lambda row: row["note"].startswith("look-alike")),
        ("plain question", 300, lambda row: row["type"] == "question" and row["urgency"] == "none" and not row["note"]),
        ("several topics", 45, lambda row: row["type"] == "multi"),
        ("check-in reply", 60, lambda row: row["type"] == "checkin_reply"),
        ("out of scope", 200, lambda row: row["type"] == "out_of_scope"),
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
    assert len(SETS["windows"].rows) >= 300
    assert len({row["conversation"] for row in SETS["dialogues"].rows}) >= 150


def test_what_is_held_back_is_more_than_half_and_of_every_level():
    held = Counter(row["urgency"] for row in ENGLISH if row["split"] == "held")
    for level, count in Counter(row["urgency"] for row in ENGLISH).items():
        assert count / 2 <= held[level] <= count * 3 / 4, level


@pytest.mark.parametrize("name", NAMES)
def test_an_author_s_idea_is_not_torn_between_the_halves(name):
    halves = {(row["intent"], row["split"]) for row in SETS[name].rows if "intent" in row and "conversation" not in row}
    assert len(halves) == len({intent for intent, _ in halves})


def test_a_conversation_is_not_torn_between_the_halves():
    halves = {(row["conversation"], row["split"]) for row in SETS["dialogues"].rows}
    assert len(halves) == len({conversation for conversation, _ in halves})


def test_every_plain_topic_is_asked_about():
    asked = {topic for row in ENGLISH for topic in row["topics"]}
    missing = {"redness", "makeup", "prp", "home_roller", "cold_sore", "hair_dye", "smoking", "cooling", "work", "travel"} - asked
    assert not missing


def test_nothing_measured_has_been_learnt():
    """Neither by Rasa nor by the reader or the listener, not even in nearly the same words."""
    learnt = likeness.Known([*(example.text for example in everything()), *turns.texts()])
    assert len(learnt) > 15_000
    both = [
        (row["id"], row["text"], seen)
        for labelled in SETS.values()
        for row in labelled.rows
        if (seen := learnt.like(row["text"]))
    ]
    assert both == [], "say it in other words where it is learnt, or in evaluation/data"


def test_a_text_that_is_nearly_known_is_found_among_many():
    known = likeness.Known(
        [*(f"text number {number} says nothing of note" for number in range(500)), "My lip has grown as fat as a slug, help"]
    )
    assert known.like("my lip has grown as fat as a slug help") == "My lip has grown as fat as a slug, help"
    assert known.like("my eye has grown as fat as a plum") is None


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
