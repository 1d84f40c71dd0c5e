"""Rasa component: the second detector of danger, beside the gate and knowing nothing of it.

It asks the reader once and leaves the whole reading on the message, for the components after it.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.reader import reader
from bot.reader.reading import COUNTS_FROM, Reading

DANGER, READING = "danger", "reading"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DangerClassifier(GraphComponent):
    """Puts `danger` into the parse: the level, and the chance of each level."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The least chance (0..1) that a text is of a level, or graver, for it to count."""
        return dict(COUNTS_FROM)

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> DangerClassifier:
        """Made by Rasa's graph. ReaderError if the reader's files are not the known ones."""
        return cls({level: float(config[level]) for level in cls.get_default_config()})

    def __init__(self, thresholds: dict[str, float]) -> None:
        self._thresholds = thresholds
        self._reader = reader.default()

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message."""
        for message in messages:
            reading = self._reader.read(message.get(TEXT) or "")
            message.set(READING, reading)
            message.set(DANGER, self._danger(reading), add_to_output=True)
        return messages

    def _danger(self, reading: Reading) -> dict[str, Any]:
        chances = {level: round(chance, 4) for level, chance in reading.levels.items()}
        return {"level": reading.gravest(self._thresholds), "chances": chances}
