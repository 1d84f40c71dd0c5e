"""Rasa entity component: what a text is about, by the lexicon and the reader together.

The lexicon knows words and their variants; the reader knows what is meant. So the reader adds what was said without any of the
lexicon's words, and strikes what only shares a word with a topic ("red wine out of the carpet").
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.danger_classifier import READING
from bot.nlu.subjects import public
from bot.nlu.topic_matcher import ENTITY
from bot.reader.reading import Reading

EXTRACTOR = "TopicReader"
#: What a text is about when it is about none of our topics.
NOTHING_ELSE = "other"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TopicReader(GraphComponent):
    """Stands after the TopicMatcher and the DangerClassifier."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Chances, 0..1: the least to name a topic where the lexicon `finds` nothing, or `adds` to what it found.

        Below `strikes`, a word of the lexicon is no topic.
        """
        return {"finds": 0.2, "adds": 0.8, "strikes": 0.003}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> TopicReader:
        """Made by Rasa's graph."""
        return cls(float(config["finds"]), float(config["adds"]), float(config["strikes"]))

    def __init__(self, finds: float, adds: float, strikes: float) -> None:
        self._finds, self._adds, self._strikes = finds, adds, strikes

    def process(self, messages: list[Message]) -> list[Message]:
        """Add and strike the topics of each message."""
        for message in messages:
            reading: Reading = message.get(READING)
            kept = [one for one in message.get(ENTITIES, []) if self._stands(one, reading)]
            known = {public(one["value"]) for one in kept if one["entity"] == ENTITY}
            added = self._added(reading, known, message.get(TEXT) or "")
            message.set(ENTITIES, kept + added, add_to_output=True)
        return messages

    def _stands(self, entity: dict[str, Any], reading: Reading) -> bool:
        topic = public(entity["value"]) if entity["entity"] == ENTITY else ""
        return reading.topics.get(topic, 1.0) >= self._strikes

    def _added(self, reading: Reading, known: set[str], text: str) -> list[dict[str, Any]]:
        least, told = (self._adds, known | {NOTHING_ELSE}) if known else (self._finds, known)
        new = {topic: chance for topic, chance in reading.topics.items() if chance >= least and topic not in told}
        return [
            {"entity": ENTITY, "value": topic, "start": 0, "end": len(text), "confidence_entity": chance, "extractor": EXTRACTOR}
            for topic, chance in sorted(new.items(), key=lambda pair: -pair[1])
        ]
