"""Rasa entity component: the trained topic model, asked where the lexicon found nothing."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import topics
from bot.nlu.subjects import SMALL_TALK, public
from bot.nlu.topic_matcher import ENTITY
from bot.nlu.topic_model import TopicModel

EXTRACTOR = "TopicClassifier"
ACTS = ["ask_may", "ask_when", "ask_how", "ask_normal", "ask_what", "ask_why", "report_symptom", "report_slip"]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class TopicClassifier(GraphComponent):
    """Learns topics from the annotated examples; an example without annotation counts with the topics the lexicon finds."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`threshold`: least probability (0..1) to name a topic; `most`: how many at once; `acts`: intents that have a topic."""
        return {"threshold": 0.45, "most": 2, "acts": ACTS}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> TopicClassifier:
        """An untrained component."""
        return cls(config, model_storage, resource)

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: TopicModel | None = None
    ) -> None:
        self._threshold = float(config["threshold"])
        self._most = int(config["most"])
        self._acts = frozenset(config["acts"])
        self._storage, self._resource, self._model = storage, resource, model

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on the NLU examples and keep it with the Rasa model."""
        examples = [example for example in training_data.nlu_examples if example.get(TEXT)]
        texts = [self._plain(example.get(TEXT)) for example in examples]
        self._model = TopicModel.train(texts, [self._labels(example) for example in examples])
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """The trained component."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, TopicModel.load(folder))

    def process(self, messages: list[Message]) -> list[Message]:
        """Name likely topics where the lexicon knows no word; what it knows and dropped ("no fever") stays dropped."""
        for message in messages:
            text = message.get(TEXT) or ""
            act = (message.get(INTENT) or {}).get("name")
            if self._model is not None and act in self._acts and not topics.known(text):
                message.set(ENTITIES, message.get(ENTITIES, []) + self._entities(self._model, text), add_to_output=True)
        return messages

    def _entities(self, model: TopicModel, text: str) -> list[dict[str, Any]]:
        likely = sorted(((chance, topic) for topic, chance in model.probabilities(self._plain(text)).items()), reverse=True)
        return [
            {"entity": ENTITY, "value": topic, "start": 0, "end": len(text), "confidence_entity": chance, "extractor": EXTRACTOR}
            for chance, topic in likely[: self._most]
            if chance >= self._threshold
        ]

    @staticmethod
    def _plain(text: str) -> str:
        return " ".join(word.norm for word in topics.default().words(text))

    @staticmethod
    def _labels(example: Message) -> set[str]:
        annotated = {public(entity["value"]) for entity in example.get(ENTITIES, []) if entity.get("entity") == ENTITY}
        found = annotated or {public(mention.subject) for mention in topics.find(example.get(TEXT))}
        return found - set(SMALL_TALK)
