"""What the reader makes of a text."""

from dataclasses import dataclass

from bot.levels import LEVELS, at_least

#: The least chance, graver levels included, from which a level counts. Lower ones find more danger and call staff for less.
COUNTS_FROM = {"review": 0.6, "urgent": 0.6, "emergency": 0.5}

#: The same of what is heard in a text behind those before it ("they tingle", after little blisters), where by itself it has at
#: least the chance POSSIBLE of being any danger.
HEARD_FROM, POSSIBLE = {"urgent": 0.8, "emergency": 0.8}, 0.03

#: A danger in words that go on about calm ones before them does not count where both together are less likely one than this.
STANDS_ALONE = 0.02
#: From this chance of something urgent on, nothing before takes it out.
STANDS_FROM = 0.8


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


def merged(readings: list[Reading]) -> Reading:
    """One reading of a text read in pieces: the levels of its gravest piece, the acts of its last, each topic's best chance."""
    gravest = min(readings, key=lambda reading: reading.levels["none"])
    topics = {topic: max(reading.topics[topic] for reading in readings) for topic in gravest.topics}
    return Reading(gravest.levels, readings[-1].acts, topics)
