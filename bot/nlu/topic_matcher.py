"""Rasa entity component: topics by the lexicon, as entities named "topic" whose value is the subject."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import topics

ENTITY = "topic"
EXTRACTOR = "TopicMatcher"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TopicMatcher(GraphComponent):
    """A thin shell around bot.nlu.topics."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> TopicMatcher:
        """Made by Rasa's graph; there is nothing to configure."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the topics of each message in order of mention."""
        for message in messages:
            found = [self._entity(mention) for mention in topics.find(message.get(TEXT) or "")]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    @staticmethod
    def _entity(mention: topics.Mention) -> dict[str, Any]:
        return {
            "entity": ENTITY,
            "value": mention.subject,
            "start": mention.start,
            "end": mention.end,
            "confidence_entity": 1.0,
            "extractor": EXTRACTOR,
        }
