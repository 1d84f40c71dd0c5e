"""Rasa entity component: what a text is about, by the lexicon and the reader together.

The lexicon knows words and their variants; the reader knows what is meant. So the reader adds what was said without any of the
lexicon's words, and strikes what only shares a word with a topic ("red wine out of the carpet").
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.danger_classifier import READING
from bot.nlu.subjects import public
from bot.nlu.topic_matcher import DENIED, ENTITY
from bot.reader.labels import OUT_OF_SCOPE
from bot.reader.reading import Reading
from bot.turn.understood import FOUND_BY_READER

#: What a text is about when it is about none of our topics.
NOTHING_ELSE = "other"


class Chances(NamedTuple):
    """What a topic needs; see `TopicReader.get_default_config`."""

    finds: float
    adds: float
    strikes: float


#: A bare number may be a fever; "50" is no sun screen until somebody says so.
BARE_NUMBERS, FEVER = re.compile(r"[\d\s.,;:/+-]+"), "infection_sign"
#: A number that a thermometer may show, in degrees Celsius or Fahrenheit.
TEMPERATURE = re.compile(r"(?<![\d.,/])(?:3[4-9]|4[0-3]|9[3-9]|10\d)(?:[.,]\d{1,2})?(?![\d/])")
#: How sure the reader must be that a text is calm for what it denies to be no topic.
CALM = 0.9
#: Where a text is about something else, a word that it shares with a topic has to be meant.
ELSEWHERE = Chances(finds=0.9, adds=0.95, strikes=0.5)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TopicReader(GraphComponent):
    """Stands after the TopicMatcher and the DangerClassifier."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Chances, 0..1: the least to name a topic where the lexicon `finds` nothing, or `adds` to what it found.

        Below `strikes`, a word of the lexicon is no topic. From the chance `elsewhere` on that a text is about something else
        in the world, all three are those of ELSEWHERE.
        """
        return {"finds": 0.5, "adds": 0.5, "strikes": 0.003, "elsewhere": 0.2}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> TopicReader:
        """Made by Rasa's graph."""
        return cls(Chances(float(config["finds"]), float(config["adds"]), float(config["strikes"])), float(config["elsewhere"]))

    def __init__(self, chances: Chances, elsewhere: float) -> None:
        self._chances, self._elsewhere = chances, elsewhere

    def process(self, messages: list[Message]) -> list[Message]:
        """Add and strike the topics of each message."""
        for message in messages:
            reading: Reading = message.get(READING)
            least = ELSEWHERE if reading.acts[OUT_OF_SCOPE] >= self._elsewhere else self._chances
            kept = [_read(one, reading) for one in message.get(ENTITIES, []) if self._stands(one, reading, least)]
            known = {public(one["value"]) for one in kept if one["entity"] == ENTITY}
            told = known | self._denied(message, reading)
            added = self._added(reading, told, message.get(TEXT) or "", least)
            message.set(ENTITIES, _meant(message.get(TEXT) or "", kept + added), add_to_output=True)
        return messages

    @staticmethod
    def _denied(message: Message, reading: Reading) -> set[str]:
        """What a calm text says is not there; beside danger a denial may be of a part only ("no pus but it's hot")."""
        calm = reading.levels["none"] >= CALM
        return {public(subject) for subject in message.get(DENIED) or []} if calm else set()

    @staticmethod
    def _stands(entity: dict[str, Any], reading: Reading, least: Chances) -> bool:
        topic = public(entity["value"]) if entity["entity"] == ENTITY else ""
        return reading.topics.get(topic, 1.0) >= least.strikes

    @staticmethod
    def _added(reading: Reading, known: set[str], text: str, chances: Chances) -> list[dict[str, Any]]:
        least, told = (chances.adds, known | {NOTHING_ELSE}) if known else (chances.finds, known)
        new = {topic: chance for topic, chance in reading.topics.items() if chance >= least and topic not in told}
        whole = {"entity": ENTITY, "start": 0, "end": len(text), "extractor": FOUND_BY_READER}
        found = sorted(new.items(), key=lambda pair: -pair[1])
        return [{**whole, "value": topic, "confidence_entity": chance} for topic, chance in found]


def _read(entity: dict[str, Any], reading: Reading) -> dict[str, Any]:
    """Return a topic of the lexicon with how likely the reader takes it to be meant; a word it has no output for stays sure."""
    chance = reading.topics.get(public(entity["value"])) if entity["entity"] == ENTITY else None
    return entity if chance is None else {**entity, "confidence_entity": round(chance, 3)}


def _meant(text: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if not BARE_NUMBERS.fullmatch(text):
        return found
    return [one for one in found if one["value"] == FEVER] if TEMPERATURE.search(text) else []
