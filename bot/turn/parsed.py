"""What the trained model read in a text, as plain values."""

from pydantic import BaseModel


class Parsed(BaseModel):
    """The act with its confidence, and the subjects in order of mention."""

    intent: str
    confidence: float
    subjects: list[str] = []
