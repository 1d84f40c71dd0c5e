"""The reader's word on the danger in a text, beside the gate's: either of the two is enough to bring a person."""

from pydantic import BaseModel

from bot.levels import at_least


class Danger(BaseModel):
    """The level that the trained reader sees, and the chance (0..1) it gives each level; empty where no reader was asked."""

    level: str = "none"
    chances: dict[str, float] = {}

    def beyond(self, gate_level: str) -> str:
        """Return the reader's level where it is graver than the gate's, "none" where the gate has seen as much."""
        return "none" if at_least(gate_level, self.level) else self.level

    def in_words(self) -> str:
        """Return a sentence for staff."""
        chance = sum(share for level, share in self.chances.items() if at_least(level, self.level))
        return f"The reader takes it for {self.level} ({chance:.0%}); no rule says so"
