"""What the trained model read in a text, as plain values."""

from pydantic import BaseModel

from bot.turn.danger import Danger


class Parsed(BaseModel):
    """The act with its confidence, the subjects in order of mention, and the danger that the reader sees."""

    intent: str
    confidence: float
    subjects: list[str] = []
    danger: Danger = Danger()
