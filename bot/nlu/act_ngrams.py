"""Rasa component: the act by its n-grams, Rasa's logistic regression asked without copying its weights for every text."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.utils.tensorflow.constants import RANKING_LENGTH
from scipy.sparse import csr_matrix
from scipy.special import softmax

from bot.nlu.act_classifier import RANKING


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ActNgrams(LogisticRegressionClassifier):
    """Trained, stored and loaded as Rasa's own; a text has some hundred of the features, and only their weights are looked at.

    scikit-learn multiplies with all weights, some ten megabytes that it copies each time: a tenth of a turn.
    """

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the acts of each message, the likeliest first."""
        for message in messages:
            ranking = self._ranking(message)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(RANKING, ranking, add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        chances = zip(self.clf.classes_.tolist(), softmax(self._scores(message)).tolist(), strict=True)
        ranked = sorted(chances, key=lambda pair: -pair[1])[: self.config[RANKING_LENGTH]]
        return [{"name": act, "confidence": chance} for act, chance in ranked]

    def _scores(self, message: Message) -> NDArray:
        """The score of each act: (acts,), before they are made chances."""
        weights, dense = self.clf.coef_, message.get_dense_features(TEXT)[1]
        scores = self.clf.intercept_.copy()
        width = weights.shape[1] - (dense.features.shape[1] if dense else 0)
        if sparse := message.get_sparse_features(TEXT)[1]:
            row = csr_matrix(sparse.features)
            scores += weights[:, row.indices] @ row.data
        if dense:
            scores += weights[:, width:] @ np.asarray(dense.features[0], dtype=float)
        return scores
