"""The trained topic model: learns, keeps, says little about what it never met."""

import pytest

from bot.nlu.topic_model import TopicModel, features

DOING = [
    "can i {}",
    "{} ok",
    "when can i {}",
    "is {} fine now",
    "{} tomorrow",
    "how about {}",
    "went {}",
    "did {} oops",
    "{} yet",
    "no {}",
]


@pytest.fixture(scope="module")
def model():
    words = {"exercise": ["jogging", "jog"], "alcohol": ["wine", "drinking wine"]}
    rows = [(line.format(word), {topic}) for topic, ways in words.items() for word in ways for line in DOING]
    rows += [(line.format(word), set()) for word in ("sing", "vote") for line in DOING]
    return TopicModel.train([text for text, _ in rows], [labels for _, labels in rows])


def test_it_knows_the_topics_it_was_taught(model):
    chances = model.probabilities("could i be joggin later")
    assert chances["exercise"] > 0.6 > chances["alcohol"]


def test_it_is_silent_about_strange_words(model):
    assert max(model.probabilities("qqq xx").values()) < 0.5


def test_what_is_saved_predicts_the_same(model, tmp_path):
    model.save(tmp_path)
    again = TopicModel.load(tmp_path)
    text = "wine tomorrow"
    assert again.probabilities(text) == pytest.approx(model.probabilities(text), abs=1e-6)
    assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".npz"}


def test_rare_topics_are_not_learnt():
    with_one = TopicModel.train(["a b", "a c"] * 10 + ["z y"], [{"sleep"}, set()] * 10 + [{"prp"}])
    assert with_one.topics == ["sleep"]


def test_features_are_words_pairs_and_letters():
    assert {"w:hot", "p:hot tub", "_ho", "tub"} <= set(features("hot tub"))
