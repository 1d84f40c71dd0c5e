"""Rasa component: the act as two classifiers see it together, n-grams and the reader, whose errors are different ones.

A bare "dance class" reads like talk about the world; where the lexicon and the reader agree on a topic of ours, it is not.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.danger_classifier import READING
from bot.nlu.subjects import SMALL_TALK, public
from bot.nlu.topic_matcher import ENTITY
from bot.reader.labels import OUT_OF_SCOPE

RANKING = "intent_ranking"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ActClassifier(GraphComponent):
    """Stands after an intent classifier and after the DangerClassifier, and averages what they say."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`share`: what the reader's word counts, 0..1. `ours`: chance of a topic that the lexicon found, to be in scope."""
        return {"share": 0.5, "ours": 0.33}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> ActClassifier:
        """Made by Rasa's graph."""
        return cls(float(config["share"]), float(config["ours"]))

    def __init__(self, share: float, ours: float) -> None:
        self._share, self._ours = share, ours

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the acts of each message anew."""
        for message in messages:
            ranking = self._ranking(message.get(RANKING) or [], message.get(READING).acts)
            if self._is_ours(message):
                ranking = [one for one in ranking if one["name"] != OUT_OF_SCOPE]
            message.set(RANKING, ranking, add_to_output=True)
            message.set(INTENT, ranking[0], add_to_output=True)
        return messages

    def _is_ours(self, message: Message) -> bool:
        named = {public(one["value"]) for one in message.get(ENTITIES) or [] if one["entity"] == ENTITY} - set(SMALL_TALK)
        return any(message.get(READING).topics.get(topic, 0.0) >= self._ours for topic in named)

    def _ranking(self, before: list[dict[str, Any]], acts: dict[str, float]) -> list[dict[str, Any]]:
        chances = {one["name"]: (1 - self._share) * one["confidence"] for one in before}
        for act, chance in acts.items():
            chances[act] = chances.get(act, 0.0) + self._share * chance
        ranked = sorted(chances.items(), key=lambda pair: -pair[1])
        return [{"name": act, "confidence": chance} for act, chance in ranked]
