"""Rasa component after an entity extractor that learns spans: what it names must be a subject, or is not named."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.subjects import SUBJECTS


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class KnownSubjects(GraphComponent):
    """Drops entities whose value is no subject: a phrase that no example maps to one."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> KnownSubjects:
        """Made by Rasa's graph; there is nothing to configure."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Keep the known ones of each message."""
        for message in messages:
            known = [entity for entity in message.get(ENTITIES, []) if entity["value"] in SUBJECTS]
            message.set(ENTITIES, known, add_to_output=True)
        return messages
