"""What the listener hears in a text behind those before it; nothing where there was none."""

from pydantic import BaseModel


class Heard(BaseModel):
    """The act, and the chance (0..1) of each topic; a topic without one is none. Empty where nobody listened."""

    act: str = ""
    topics: dict[str, float] = {}

    def __bool__(self) -> bool:
        return bool(self.act)

    def chance_of(self, topic: str) -> float:
        """Return how likely the text is about `topic`."""
        return self.topics.get(topic, 0.0)

    def at_least(self, chance: float) -> list[str]:
        """Return the topics of that chance or more, the likeliest first."""
        return sorted((topic for topic, given in self.topics.items() if given >= chance), key=lambda topic: -self.topics[topic])
