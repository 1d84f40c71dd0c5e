"""Names as people write them, checked once at the edge."""

from bot.errors import InputError

LONGEST = 120


def clean(name: str) -> str:
    """Return a name of a person or a clinic with single spaces. InputError when it is empty, too long or cannot be shown."""
    kept = " ".join(name.split())
    if not kept or len(kept) > LONGEST or not kept.isprintable():
        raise InputError(f"a name must have 1 to {LONGEST} characters")
    return kept
