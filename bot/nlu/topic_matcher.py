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
#: What a text names only to say that it is not there: no entity, since no turn is about it.
DENIED = "denied"
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
        """Add the topics of each message in order of mention, and what it denies."""
        for message in messages:
            found, denied = topics.told(message.get(TEXT) or "")
            message.set(ENTITIES, message.get(ENTITIES, []) + [self._entity(mention) for mention in found], add_to_output=True)
            message.set(DENIED, denied, add_to_output=True)
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
