"""Rasa component: the second detector of danger, beside the gate and knowing nothing of it.

It asks the reader once and leaves the whole reading on the message, for the components after it.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.levels import at_least, worst
from bot.nlu.listening import HEARING
from bot.reader import reader
from bot.reader.reading import COUNTS_FROM, HEARD_FROM, POSSIBLE, STANDS_ALONE, STANDS_FROM, Reading
from bot.turn.care import CALMLY

DANGER, READING = "danger", "reading"
#: Words of a text that tells of somebody, or of what is felt, seen or swallowed: it is never read as going on about another.
_TELLS = re.compile(
    r"\b(?:i|im|i'm|ive|i've|id|my|me|mine|we|us|he|hes|she|shes|her|his|him|they|their|it|its|it's|this|that|all|lot|both|"
    r"feel\w*|felt|look\w*|see|seen|saw|sees|smell\w*|tast\w+|hear\w*|sound\w*|had|took|taken|swallow\w*|hot|cold|numb|grey|gray|"
    r"black|blue|white|yellow|green|dark|wet|raw|open|clos\w+|chok\w+|wheez\w*|whistl\w*|whole|entire|counting|every|handful\w*|"
    r"packets?|box\w*|bottles?|strips?|prawns?|nuts?|tight\w*|thick|heavy|fat|huge|bigger|swell\w*|voice|words?|breath\w*|air|blood\w*|"
    r"bleed\w*|drip\w*|drool\w*|ooz\w+|leak\w*|weep\w*|everything|room|curtain|lights?|blur\w*|fog\w*|pulse|heart|chest|neck|throat|"
    r"tongue|mouth|lips?|eyes?|eyelids?|lids?|ears?|nose|cheeks?|chin|jaw|forehead|brow|head|face|skin|arms?|legs?|body|back|"
    r"worse|pain\w*|hurt\w*|sore|burn\w*|itch\w*|sick|ill|dizzy|faint\w*|confus\w+|asleep|gone|help|die|dying|dead)\b",
    re.IGNORECASE,
)


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
            text, calmly = message.get(TEXT) or "", bool((message.get(METADATA) or {}).get(CALMLY))
            reading = self._reader.read(text)
            message.set(READING, reading)
            hearing = message.get(HEARING)
            together = self._together(reading, text, hearing if calmly else None)
            danger = self._danger(together or reading, hearing, with_before=together is not None)
            message.set(DANGER, {**danger, "alone": round(reading.chance_of("review"), 4)}, add_to_output=True)
        return messages

    def _danger(self, reading: Reading, hearing: Reading | None, *, with_before: bool) -> dict[str, Any]:
        level, heard = reading.gravest(self._thresholds), _heard(reading, hearing)
        behind = not at_least(level, heard)
        read = hearing if hearing is not None and behind else reading
        chances = {name: round(chance, 4) for name, chance in read.levels.items()}
        return {"level": worst(level, heard), "chances": chances, "with_before": with_before, "behind": behind}

    def _together(self, alone: Reading, text: str, hearing: Reading | None) -> Reading | None:
        """Return what is heard in a text behind a calm one, where that takes a danger out of it; else None."""
        if hearing is None or _TELLS.search(text) or alone.gravest(self._thresholds) == "none":
            return None
        if alone.chance_of("urgent") >= STANDS_FROM:
            return None
        return hearing if hearing.chance_of("review") < STANDS_ALONE else None


def _heard(alone: Reading, hearing: Reading | None) -> str:
    """Return the level that is heard behind the texts before it, "none" where by itself it can hardly be a danger."""
    return hearing.gravest(HEARD_FROM) if hearing is not None and alone.chance_of("review") >= POSSIBLE else "none"
