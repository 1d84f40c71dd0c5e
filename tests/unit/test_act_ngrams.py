"""Our quick n-gram classifier says what Rasa's own says, for texts with many of the features, with one, and with none."""

from types import SimpleNamespace

import numpy as np
import pytest
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.nlu.act_ngrams import ActNgrams

ACTS = ("ask_may", "ask_normal", "thanks")
WORDS, CLUES = 40, 3


def text_with(words: list[int], clues: list[float]) -> Message:
    """A text in which these of forty words stand, with three clues beside them."""
    row = csr_matrix((np.ones(len(words)), ([0] * len(words), words)), shape=(1, WORDS))
    message = Message({TEXT: "some text"})
    message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, "ngrams"))
    message.add_features(Features(np.array([clues]), FEATURE_TYPE_SENTENCE, TEXT, "clues"))
    return message


@pytest.fixture(scope="module")
def trained() -> ActNgrams:
    """Taught three acts, each by words of its own and some noise."""
    chance = np.random.default_rng(7)
    acts = chance.integers(len(ACTS), size=300)
    seen = chance.random((300, WORDS + CLUES)) < 0.1 + 0.3 * (np.arange(WORDS + CLUES) % len(ACTS) == acts[:, None])
    model = LogisticRegression(class_weight="balanced").fit(csr_matrix(seen.astype(float)), np.array(ACTS)[acts])
    component = ActNgrams(ActNgrams.get_default_config(), "acts", SimpleNamespace(), SimpleNamespace())
    component.clf = model
    return component


@pytest.mark.parametrize(("words", "clues"), [([0, 3, 6, 39], [1.0, 0.0, 0.5]), ([7], [0.0, 0.0, 0.0]), ([], [0.0, 2.0, 0.0])])
def test_the_same_acts_with_the_same_chances_in_the_same_order(trained, words, clues):
    ours, rasas = text_with(words, clues), text_with(words, clues)
    trained.process([ours])
    LogisticRegressionClassifier.process(trained, [rasas])
    assert [one["name"] for one in ours.get("intent_ranking")] == [one["name"] for one in rasas.get("intent_ranking")]
    confidences = [[one["confidence"] for one in message.get("intent_ranking")] for message in (ours, rasas)]
    assert confidences[0] == pytest.approx(confidences[1], abs=1e-12)
    assert ours.get("intent") == ours.get("intent_ranking")[0]
