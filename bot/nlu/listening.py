"""Rasa component: what a text means behind the texts that the patient wrote before it, as the listener hears it."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.reader import listener
from bot.reader.reading import Reading
from bot.turn.care import HOURS, SAID

#: The whole reading, for the components after it; and what goes into the parse.
HEARING, HEARD = "hearing", "heard"
#: Chances below this are not worth a record.
FAINT = 0.005


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Listening(GraphComponent):
    """Asks the listener about a text that has something before it; a first text is left to the reader alone."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> Listening:
        """Made by Rasa's graph; there is nothing to configure. ReaderError if the listener's files are not the known ones."""
        return cls()

    def __init__(self) -> None:
        self._listener = listener.default()

    def process(self, messages: list[Message]) -> list[Message]:
        """Hear each message that has something before it."""
        for message in messages:
            known = message.get(METADATA) or {}
            if known.get(SAID):
                hearing = self._listener.hear(message.get(TEXT) or "", known[SAID], known.get(HOURS))
                message.set(HEARING, hearing)
                message.set(HEARD, _told(hearing), add_to_output=True)
        return messages


def _told(hearing: Reading) -> dict[str, Any]:
    topics = {topic: round(chance, 3) for topic, chance in hearing.topics.items() if chance >= FAINT}
    act = max(hearing.acts, key=lambda act: hearing.acts[act])
    return {"act": act, "danger": round(hearing.chance_of("review"), 3), "topics": topics}
