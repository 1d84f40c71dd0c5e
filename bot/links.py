"""Links in texts. Patients are sent none: on a phone a true link looks like a false one, and strange ones are filtered.

A clinic has no domain on file, so there is none that could be told from a stranger's. What a person writes by hand is theirs.
"""

import re
from collections.abc import Iterable, Iterator

#: An address, or a name with a dot that phones make one of: "bit.ly/x" and "example.com", not "24/7." or "10 a.m.".
LINK = re.compile(r"\b(?:https?://|www\.)\S+|(?<![@\w.])(?:[a-z0-9-]{2,63}\.)+[a-z]{2,24}\b(?:/\S*)?", re.IGNORECASE)


def found(text: str) -> list[str]:
    """Return every link in a text, as it is written."""
    return [match[0].rstrip(".,;:!?)") for match in LINK.finditer(text)]


def problems(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a sentence for every link in these texts, each with the name of its place."""
    for place, text in texts:
        for link in found(text):
            yield f"{place}: holds a link ({link}); patients are sent no links, so write what to do instead"
