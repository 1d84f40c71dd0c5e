"""Word lists that read like text."""


def words(text: str) -> frozenset[str]:
    """Return the words of `text`, which may run over several lines."""
    return frozenset(text.split())
