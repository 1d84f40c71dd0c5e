"""How serious a message is: the four levels of the clinical protocol, in rising order."""

LEVELS = ("none", "review", "urgent", "emergency")


def worst(*levels: str) -> str:
    """Return the most serious of `levels`; "none" when there are none. ValueError on an unknown level."""
    return max(levels, key=LEVELS.index, default="none")


def at_least(level: str, floor: str) -> bool:
    """Return whether `level` is as serious as `floor`, or more."""
    return LEVELS.index(level) >= LEVELS.index(floor)
