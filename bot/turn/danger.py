"""The reader's word on the danger in a text, beside the gate's: either of the two is enough to bring a person.

The gate's wide net (bot.safety.gate, `wide`) is less sure of itself: what only it finds counts as far as the reader goes along.
"""

from pydantic import BaseModel

from bot.levels import LEVELS, at_least, worst

#: The least chance (0..1) that the reader must give to a level that the wide net asks for.
GOES_ALONG = 0.05


class Danger(BaseModel):
    """The level that the trained reader sees, and the chance (0..1) it gives each level; empty where no reader was asked."""

    level: str = "none"
    chances: dict[str, float] = {}
    #: Whether it was read with the text before it, which took a danger out of it.
    with_before: bool = False
    #: How likely it is any danger by itself, whatever was before.
    alone: float = 0.0
    #: Whether only the text before it makes a danger of it.
    behind: bool = False

    def beyond(self, gate_level: str, hint: str = "none") -> str:
        """Return the level that is graver than the gate's, "none" where the gate has seen as much.

        `hint` is the level that the gate's wide net asks for.
        """
        found = worst(self.level, self.agreed(hint))
        return "none" if at_least(gate_level, found) else found

    def agreed(self, hint: str) -> str:
        """Return the gravest level, at most `hint`, that the reader thinks possible."""
        possible = (level for level in reversed(LEVELS) if at_least(hint, level) and self.chance_of(level) >= GOES_ALONG)
        return next(possible, "none")

    def chance_of(self, level: str) -> float:
        """Return how likely the reader thinks this level or a graver one."""
        return sum(chance for name, chance in self.chances.items() if at_least(name, level))

    def in_words(self, level: str) -> str:
        """Return a sentence for staff on why the text counts as `level`."""
        if at_least(self.level, level) and self.behind:
            return f"After the text before it, it is taken for {level} ({self.chance_of(level):.0%}); by itself it says less"
        if at_least(self.level, level):
            return f"The reader takes it for {level} ({self.chance_of(level):.0%}); no sure rule says so"
        return f"A loose rule says {level}, and the reader thinks it possible ({self.chance_of(level):.0%})"
