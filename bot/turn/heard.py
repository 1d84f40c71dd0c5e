"""What the listener hears in a text behind those before it; nothing where there was none."""

from pydantic import BaseModel

from bot.turn.danger import Danger


class Heard(BaseModel):
    """The act, and the chances (0..1) of any danger and of each topic; a topic without one is none. Empty if nobody listened."""

    act: str = ""
    danger: float = 0.0
    topics: dict[str, float] = {}

    def beside(self, danger: Danger) -> "Heard":
        """Return this with the danger that the text has by itself, unless what was before has taken that out of it."""
        return self if danger.with_before else self.copy(update={"danger": max(self.danger, danger.alone)})

    def chance_of(self, topic: str) -> float:
        """Return how likely the text is about `topic`."""
        return self.topics.get(topic, 0.0)

    def at_least(self, chance: float) -> list[str]:
        """Return the topics of that chance or more, the likeliest first."""
        return sorted((topic for topic, given in self.topics.items() if given >= chance), key=lambda topic: -self.topics[topic])
