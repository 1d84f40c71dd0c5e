"""Rasa component before an entity extractor that learns spans: examples that nobody marked are marked by the lexicon.

Two fifths of our examples that have a topic are not marked, because the lexicon finds it. To a learner of spans they would say
that there is none.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import topics
from bot.nlu.subjects import is_small_talk
from bot.nlu.topic_matcher import ENTITY


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class MarkedExamples(GraphComponent):
    """Marks examples for training, and leaves what is asked alone."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> MarkedExamples:
        """Made by Rasa's graph; there is nothing to configure."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Return the examples with their topics marked."""
        for example in training_data.training_examples:
            if example.get(TEXT) and not example.get(ENTITIES):
                example.set(ENTITIES, spans(example.get(TEXT)))
        # A new object: the old one may have counted its marked examples already.
        return TrainingData(training_data.training_examples, training_data.entity_synonyms)

    def process(self, messages: list[Message]) -> list[Message]:
        """Return the messages as they are."""
        return messages


def spans(text: str) -> list[dict[str, Any]]:
    """Return the topics of a text as marks."""
    found = [mention for mention in topics.find(text) if not is_small_talk(mention.subject)]
    return [{"entity": ENTITY, "value": one.subject, "start": one.start, "end": one.end} for one in found]
