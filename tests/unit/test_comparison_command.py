"""`python -m evaluation.comparison`: answers kept, figures side by side, one line on what is wrong."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation import detectors
from evaluation.comparison import __main__ as command
from evaluation.comparison.answered import answered
from evaluation.comparison.pipeline import PIPELINES
from evaluation.comparison.table import compared, costs
from evaluation.sets import from_file

LABELS = {"lang": "en", "hours_since": 30, "type": "symptom", "note": "", "topics": ["infection_sign"]}
ROWS = [
    {"id": "a", "split": "held", "urgency": "urgent", "text": "yellow goo on my chin"} | LABELS,
    {"id": "b", "split": "tune", "urgency": "urgent", "text": "red line down my neck"} | LABELS,
    LABELS | {"id": "c", "split": "held", "urgency": "none", "text": "lovely day", "type": "out_of_scope", "topics": ["other"]},
]


def said(urgency, *topics, ms=10.0):
    """What a bot made of a text."""
    nothing = {"answers": [], "opt_out": None, "escalated": False, "reply": "Hello.", "segments": 1}
    return {"urgency": urgency, "topics": list(topics), "ms": ms, **nothing}


BLIND = [{"id": row["id"], **said("none")} for row in ROWS]
SEEING = [{"id": row["id"], **said(row["urgency"], *row["topics"], ms=30.0)} for row in ROWS]


@pytest.fixture
def labels(tmp_path):
    """A labelled file of three texts."""
    path = tmp_path / "labels.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return path


class Bot:
    """Answers with what it was given, and counts how often it is asked."""

    def __init__(self, answers):
        self.answers, self.times = answers, 0

    def __call__(self, sets, model):
        self.times += 1
        return [self.answers for _ in sets]


def test_a_bot_is_asked_once(labels, tmp_path):
    sets, bot = [from_file(labels)], Bot(SEEING)
    first = answered(sets, Path("one.tar.gz"), tmp_path, ask=bot)
    assert answered(sets, Path("one.tar.gz"), tmp_path, ask=bot) == first
    assert bot.times == 1
    assert [answer["urgency"] for _, answer in first[0]] == ["urgent", "urgent", "none"]


def test_another_model_or_other_texts_are_asked_anew(labels, tmp_path):
    bot = Bot(SEEING)
    answered([from_file(labels)], Path("one.tar.gz"), tmp_path, ask=bot)
    answered([from_file(labels)], Path("other.tar.gz"), tmp_path, ask=bot)
    labels.write_text(labels.read_text().replace("yellow", "green"))
    answered([from_file(labels)], Path("other.tar.gz"), tmp_path, ask=bot)
    assert bot.times == 3


def test_kept_answers_are_asked_anew_on_request(labels, tmp_path):
    bot = Bot(SEEING)
    for _ in range(2):
        answered([from_file(labels)], Path("one.tar.gz"), tmp_path, again=True, ask=bot)
    assert bot.times == 2


def cells(lines, name):
    """The cells of the line of one figure."""
    return next([cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith(f"| {name} "))


def test_a_table_sets_the_half_held_back_side_by_side(labels):
    labelled = from_file(labels)
    pairs = {"blind": list(zip(ROWS, BLIND, strict=True)), "seeing": list(zip(ROWS, SEEING, strict=True))}
    lines = compared(labelled, pairs, ("urgent_recall", "calm_kept_calm", "emergency_recall", "topic_f1"))
    assert lines[0].startswith("| labels, 2 texts held back | of | blind")
    assert cells(lines, "urgent_recall") == ["urgent_recall", "1", "0.000 [0.00 0.79]", "1.000 [0.21 1.00]"]
    assert cells(lines, "topic_f1") == ["topic_f1", "", "0.000", "1.000"]
    assert not [line for line in lines if "emergency" in line], "there is no emergency among them"
    assert len({len(line) for line in lines}) == 1, "the columns are aligned"


def test_the_cost_is_the_middle_turn_and_the_room_on_disk():
    pairs = [[(row, said("none", ms=ms)) for row, ms in zip(ROWS, (5.0, 7.0, 90.0), strict=True)]]
    lines = costs({"one": pairs}, {"one": 4.26})
    assert cells(lines, "median ms a turn") == ["median ms a turn", "7.0"]
    assert cells(lines, "MB on disk") == ["MB on disk", "4.26"]


@pytest.fixture
def fakes(monkeypatch, tmp_path):
    """No training and no Rasa: the bot with keywords is blind, every other one sees."""
    made = tmp_path / "made.tar.gz"
    made.write_bytes(b"")
    bots = {name: Bot(BLIND if name == "keywords" else SEEING) for name in PIPELINES}

    def kept(wanted, model, folder, *, again):
        return answered(wanted, model, tmp_path / folder.name, again=again, ask=bots[folder.name])

    monkeypatch.setattr(command, "model", lambda pipeline: made)
    monkeypatch.setattr(command, "answered", kept)
    return bots


def test_every_way_is_in_the_tables(fakes, labels, monkeypatch, capsys):
    monkeypatch.setitem(detectors.DETECTORS, "reader", lambda row: row["urgency"])
    monkeypatch.setitem(detectors.DETECTORS, "together", lambda row: "review")
    assert command.main(["--file", str(labels)]) == 0
    bot, cost, alone = capsys.readouterr().out.strip().split("\n\n")
    assert cells(bot.splitlines(), "urgent_recall")[2:] == ["0.000 [0.00 0.79]", *["1.000 [0.21 1.00]"] * 3]
    assert cells(cost.splitlines(), "median ms a turn")[1:] == ["10.0", "30.0", "30.0", "30.0"]
    assert cells(alone.splitlines(), "urgent_recall")[4:] == ["1.000 [0.21 1.00]", "0.000 [0.00 0.79]"]


def test_one_way_alone(fakes, labels, capsys):
    assert command.main(["--file", str(labels), "--only", "diet", "--only", "gate"]) == 0
    out = capsys.readouterr().out
    assert "diet" in out and "gate, no Rasa" in out and "shipped" not in out
    assert fakes["shipped"].times == 0


def test_only_what_learns_learns_from_the_readers_texts(fakes, labels, monkeypatch, capsys):
    monkeypatch.setattr(command, "with_texts", lambda way: replace(way, name=f"{way.name}+texts"))
    fakes["diet+texts"] = fakes["logistic+texts"] = Bot(SEEING)
    assert command.main(["--file", str(labels), "--texts", *(f"--only={name}" for name in PIPELINES)]) == 0
    heading = capsys.readouterr().out.splitlines()[0]
    assert [cell.strip() for cell in heading.split("|")][3:-1] == ["keywords", "diet+texts", "logistic+texts", "shipped"]


def test_a_missing_reader_is_one_line_and_status_2(labels, monkeypatch, capsys):
    def missing(row):
        raise detectors.ReaderMissing("the reader in model cannot be loaded")

    monkeypatch.setitem(detectors.DETECTORS, "reader", missing)
    assert command.main(["--file", str(labels), "--only", "reader"]) == 2
    assert capsys.readouterr().err == "comparison: the reader in model cannot be loaded\n"


def test_a_file_that_is_not_there_is_one_line_and_status_2(tmp_path, capsys):
    assert command.main(["--file", str(tmp_path / "nowhere.jsonl")]) == 2
    assert "nowhere.jsonl cannot be read" in capsys.readouterr().err
