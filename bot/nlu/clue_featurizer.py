"""Rasa featurizer: the clues of bot.nlu.clues as dense sentence features."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.clues import clues


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class ClueFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds one row of clues to a message; `weight` says how loud they are beside the n-grams."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's common featurizer settings and our weight."""
        return {**DenseFeaturizer.get_default_config(), "weight": 1.0}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> ClueFeaturizer:
        """Made by Rasa's graph."""
        return cls(execution_context.node_name, config)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """The weight must be a positive number."""
        if float(config["weight"]) <= 0:
            raise ValueError("ClueFeaturizer: weight must be above 0")

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the features to each message."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                row = np.array([clues(text)], dtype=np.float32) * float(self._config["weight"])
                self.add_features_to_message(None, row, TEXT, message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The same for the training examples."""
        self.process(training_data.training_examples)
        return training_data
