"""Danger seen and calm kept may not fall: the project's own labelled texts against evaluation/floors.yml.

The gate and the reader are asked without Rasa, which takes milliseconds a text; what the trained model says of danger must be
what the reader says. Only texts about anything else in the world go through the whole bot. No text is shown: half of them are
held back.
"""

from functools import cache

import pytest

from actions import performing
from bot.db import make_engine, migrate
from bot.reader import reader
from bot.replay import Replay
from evaluation import asking, detectors, floors

LEAST = floors.load()
#: Of so many texts one is read by the trained model too.
EVERY = 40


@pytest.fixture(scope="module")
def the_reader():
    """The reader's files; without them nothing here can be trusted, so their absence is a failure and no reason to skip."""
    try:
        return reader.default()
    except reader.ReaderError as error:
        pytest.fail(f"{error}: `make train-danger` makes the reader", pytrace=False)


@cache
def figures(name, who):
    labelled = floors.english(name)
    return floors.reached(labelled, detectors.asked(floors.ASKED[who], labelled.rows))


def test_every_floor_is_set():
    assert {name: set(asked) for name, asked in LEAST.items()} == {
        "messages": {"gate", "gate and reader", "whole bot"},
        "danger": {"gate", "gate and reader"},
    }
    for name in floors.SETS:
        for who in floors.ASKED:
            assert set(LEAST[name][who]) == set(floors.DANGER)


@pytest.mark.parametrize("name", floors.SETS)
def test_the_gate_alone_holds(name):
    assert not floors.fallen(figures(name, "gate"), LEAST[name]["gate"])


@pytest.mark.parametrize("name", floors.SETS)
def test_the_gate_and_the_reader_hold(name, the_reader):
    assert not floors.fallen(figures(name, "gate and reader"), LEAST[name]["gate and reader"])


def test_the_trained_model_says_of_danger_what_the_reader_says(the_reader, _trained_brain):
    rows = floors.english("danger").rows[::EVERY]
    model = [_trained_brain.parse(row["text"]).danger for row in rows]
    reader_itself = [detectors.danger(row) for row in rows]
    assert [one.level for one in model] == [one.level for one in reader_itself]
    assert [one.chances for one in model] == [pytest.approx(one.chances, abs=0.001) for one in reader_itself]


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A database of its own: the replay brings its clinic and its patients."""
    url = f"sqlite:///{tmp_path_factory.mktemp('floors') / 'replay.db'}"
    migrate(url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        performing.engine.cache_clear()
        engine = make_engine(url)
        yield engine
        engine.dispose()
        performing.engine().dispose()
        performing.engine.cache_clear()


def test_texts_about_anything_else_get_no_clinical_answer(database, the_reader, _trained_brain):
    labelled = floors.strange()
    answers = list(Replay(database, _trained_brain).answers(list(asking.asked(labelled, 0))))
    assert not floors.fallen(floors.reached(labelled, answers), LEAST["messages"]["whole bot"])
