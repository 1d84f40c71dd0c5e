"""The pipelines that are compared: what they are made of, and when their models are made again."""

from importlib import import_module
from pathlib import Path

import pytest
import rasa.engine.recipes
import yaml

from bot import training
from bot.errors import BotError
from evaluation.comparison import model as models
from evaluation.comparison.pipeline import PIPELINES, Pipeline, content
from evaluation.comparison.texts import examples, with_texts
from training.texts import Example

RASAS_OWN = Path(rasa.engine.recipes.__file__).parent / "config_files" / "default_config.yml"
READERS = ("DangerClassifier", "ActClassifier", "TopicReader")


def config(name):
    return yaml.safe_load(PIPELINES[name].config())


@pytest.mark.parametrize("name", PIPELINES)
def test_all_but_the_pipeline_is_the_shipped_configuration(name):
    shipped = yaml.safe_load(Path("config.yml").read_text())
    assert {**config(name), "pipeline": 0} == {**shipped, "pipeline": 0}


def test_the_shipped_pipeline_is_the_shipped_one():
    assert config("shipped") == yaml.safe_load(Path("config.yml").read_text())


@pytest.mark.parametrize("name", PIPELINES)
def test_its_own_components_are_still_there(name):
    for path in PIPELINES[name].components():
        module, _, component = path.rpartition(".")
        assert not module or hasattr(import_module(module), component)


@pytest.mark.parametrize("name", ["keywords", "diet", "logistic"])
def test_the_others_have_no_reader(name):
    assert not [one for one in PIPELINES[name].components() if one.endswith(READERS)]


def test_diet_is_rasas_default_but_for_what_the_file_says():
    theirs = [one for one in content(RASAS_OWN)["pipeline"] if one["name"] != "ResponseSelector"]
    ours = [one for one in content(PIPELINES["diet"].file)["pipeline"] if not one["name"].startswith("evaluation.")]
    for one in ours:
        one.pop("random_seed", None)
    assert ours == theirs


def test_every_act_has_keywords_that_no_other_act_takes():
    blocks = content(PIPELINES["keywords"].data[0])["nlu"]
    words = {block["intent"]: [line.removeprefix("- ") for line in block["examples"].splitlines()] for block in blocks}
    assert set(words) == set(yaml.safe_load(Path("domain.yml").read_text())["intents"])
    taken = [
        (one, other)
        for act, mine in words.items()
        for their_act, theirs in words.items()
        for one in mine
        for other in theirs
        if act != their_act and f" {one} " in f" {other} "
    ]
    assert not taken


@pytest.fixture
def little(tmp_path):
    """A pipeline of one component that learns from one file."""
    (tmp_path / "little.yml").write_text("pipeline:\n- name: WhitespaceTokenizer\n")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "nlu.yml").write_text("nlu: []\n")
    return Pipeline("little", tmp_path / "little.yml", (tmp_path / "data",))


@pytest.mark.parametrize(
    ("file", "text"),
    [
        pytest.param("data/nlu.yml", "nlu: [{}]\n", id="an example"),
        pytest.param("data/more.yml", "nlu: []\n", id="another file of examples"),
        pytest.param("little.yml", "pipeline:\n- name: SpacyNLP\n", id="the pipeline"),
    ],
)
def test_what_a_model_is_made_from_changes_its_name(little, tmp_path, file, text):
    before = little.fingerprint()
    assert little.fingerprint() == before
    (tmp_path / file).write_text(text)
    assert little.fingerprint() != before


@pytest.mark.parametrize(
    ("name", "depends", "depends_not"),
    [
        ("keywords", {"topic_matcher.py", "topics.py", "rules.yml"}, {"clue_featurizer.py", "ask_may.yml"}),
        ("diet", {"known_subjects.py", "topics.py", "ask_may.yml"}, {"topic_reader.py", "table.py"}),
        ("logistic", {"topic_classifier.py", "topic_model.py"}, {"danger_classifier.py", "model.onnx"}),
    ],
)
def test_a_model_depends_on_its_own_components_and_no_others(name, depends, depends_not):
    files = {path.name for path in PIPELINES[name].inputs()}
    assert depends <= files and not depends_not & files


def test_a_model_is_trained_once(little, tmp_path, monkeypatch):
    trained = []

    def train(pipeline, path):
        trained.append(path)
        path.parent.mkdir()
        path.write_bytes(b"model")

    monkeypatch.setattr(models, "train", train)
    first, second = models.model(little, tmp_path), models.model(little, tmp_path)
    assert trained == [first] and first == second
    assert models.megabytes(little, first) == pytest.approx(5 / 2**20)


def test_the_shipped_model_is_the_one_that_runs(monkeypatch):
    monkeypatch.setattr(training, "train", lambda: Path("the one"))
    assert models.model(PIPELINES["shipped"]) == Path("the one")


def test_no_training_takes_what_another_pipeline_left_in_rasas_cache(little, tmp_path, monkeypatch):
    path = tmp_path / "made" / "model.tar.gz"
    monkeypatch.setattr(models, "command", lambda *_: ["sh", "-c", f'printf "$RASA_MAX_CACHE_SIZE" > {path}'])
    models.train(little, path)
    assert path.read_text() == "0"


def test_a_training_that_fails_shows_what_rasa_said(little, tmp_path, monkeypatch):
    monkeypatch.setattr(models, "command", lambda *_: ["sh", "-c", "echo no such component; false"])
    with pytest.raises(BotError, match="(?s)no such component.*Training little failed"):
        models.model(little, tmp_path)


def test_the_readers_texts_are_examples_of_their_acts():
    texts = [Example("can i bake", "none", "ask_may"), Example("it oozes: a lot", "urgent", "report_symptom"), Example("?")]
    blocks = {block["intent"]: block["examples"] for block in yaml.safe_load(examples(texts))["nlu"]}
    assert blocks == {"ask_may": "- can i bake\n", "report_symptom": "- it oozes: a lot\n"}


def test_a_pipeline_with_the_readers_texts_is_another_one(little, tmp_path):
    more = with_texts(little, tmp_path / "texts.yml")
    assert more.name == "little+texts"
    assert more.data == (*little.data, tmp_path / "texts.yml")
    assert more.fingerprint() != little.fingerprint()
