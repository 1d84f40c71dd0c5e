"""`python -m evaluation` on answers that were kept: figures out, misses apart, one line on what is wrong."""

import json

import pytest

from evaluation import asking
from evaluation.__main__ import main
from evaluation.sets import from_file

HELD = {"id": "a", "split": "held", "urgency": "urgent", "text": "yellow goo on my chin", "topics": ["infection_sign"]}
TUNE = {"id": "b", "split": "tune", "urgency": "urgent", "text": "red line down my neck", "topics": ["infection_sign"]}
MISSED = {"topics": [], "urgency": "none", "answers": [], "opt_out": None, "escalated": False, "reply": "Hello.", "segments": 1}


@pytest.fixture
def files(tmp_path):
    """A labelled file of two texts, and the answers of a bot that misses both."""
    labels = {"lang": "en", "hours_since": 30, "type": "symptom", "note": ""}
    written = {
        "labels.jsonl": [row | labels for row in (HELD, TUNE)],
        "answers.jsonl": [MISSED | {"id": row["id"]} for row in (HELD, TUNE)],
    }
    for name, rows in written.items():
        (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def run(files, *more):
    return main(["--file", f"{files / 'labels.jsonl'}", "--answers", f"{files / 'answers.jsonl'}", "--out", f"{files}", *more])


def test_the_figures_are_printed(files, capsys):
    assert run(files) == 0
    urgent = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("urgent_recall"))
    assert urgent.split() == ["urgent_recall", "0.000", "[0.000", "0.793]", "of", "1", "0.000", "of", "1"]


def test_misses_of_the_half_held_back_are_in_a_file_of_their_own(files):
    run(files)
    assert TUNE["text"] in (files / "misses.txt").read_text()
    assert HELD["text"] not in (files / "misses.txt").read_text()
    assert HELD["text"] in (files / "misses-held.txt").read_text()


def test_misses_are_printed_on_request_but_not_those_held_back(files, capsys):
    run(files, "--errors", "5")
    out = capsys.readouterr().out
    assert TUNE["text"] in out and HELD["text"] not in out


def test_a_missing_answer_is_one_line_and_status_2(files, capsys):
    (files / "answers.jsonl").write_text(json.dumps(MISSED | {"id": "a"}) + "\n")
    assert run(files) == 2
    assert capsys.readouterr().err.endswith("has no answer to b\n")


def test_a_file_that_is_not_there_is_one_line_and_status_2(tmp_path, capsys):
    assert main(["--file", f"{tmp_path / 'nowhere.jsonl'}"]) == 2
    assert "nowhere.jsonl cannot be read" in capsys.readouterr().err


def test_the_bot_sees_no_label(files):
    rows = list(asking.asked(from_file(files / "labels.jsonl"), 0))
    assert rows[0] == {"id": "a", "text": HELD["text"], "hours_since": 30}


def test_conversations_of_two_sets_stay_apart(files):
    row = {"id": "t.1", "conversation": "t", "text": "hi", "hours_since": 1, "asked": "4h", "note": "", "expect": {}}
    (files / "talk.jsonl").write_text(json.dumps(row) + "\n")
    labelled = from_file(files / "talk.jsonl")
    first, second = (next(asking.asked(labelled, number)) for number in (0, 1))
    assert first["conversation"] != second["conversation"] and first["asked"] == "4h"


def test_each_set_gets_its_own_answers_back(files, monkeypatch):
    labelled = from_file(files / "labels.jsonl")
    monkeypatch.setenv("DATABASE_URL", "kept as it was")
    monkeypatch.setattr(asking, "replayed", lambda url, rows, model: ({"reply": row["text"]} for row in rows))
    answers = asking.ask([labelled, labelled])
    wanted = [{"reply": row["text"], "id": row["id"]} for row in labelled.rows]
    assert answers == [wanted, wanted]
