"""What the reader makes of a text."""

from dataclasses import dataclass

from bot.levels import LEVELS, at_least


@dataclass(frozen=True)
class Reading:
    """Probabilities, 0..1: of the levels (they add up to 1), of the acts (they add up to 1), of each topic by itself."""

    levels: dict[str, float]
    acts: dict[str, float]
    topics: dict[str, float]

    def chance_of(self, level: str) -> float:
        """How likely the text is of this level or a graver one."""
        return sum(chance for name, chance in self.levels.items() if at_least(name, level))

    def gravest(self, thresholds: dict[str, float]) -> str:
        """The gravest level whose chance, graver ones included, reaches its threshold; "none" if none does."""
        for level in reversed(LEVELS):
            if level in thresholds and self.chance_of(level) >= thresholds[level]:
                return level
        return "none"
