"""The hand-written training texts: one text a line, under a heading that says what a careful nurse makes of it.

    # a remark
    = urgent | report_symptom | infection_sign, redness
    the cheek is weeping something yellow
"""

from dataclasses import dataclass
from pathlib import Path

from bot.levels import LEVELS
from bot.nlu.subjects import SUBJECTS

FOLDER = Path(__file__).parent / "texts"


class TextsError(ValueError):
    """A line that is no text under a heading; names the file and the line."""


@dataclass(frozen=True)
class Example:
    """One text with what is known of it; None where that is not known, and nothing is to be learned."""

    text: str
    level: str | None = None
    act: str | None = None
    topics: frozenset[str] | None = None
    #: What went before it (bot.reader.context.before); None for a text that is read by itself.
    before: str | None = None


def load(folder: Path = FOLDER) -> list[Example]:
    """All texts of a folder, in order. TextsError for a line that cannot be read."""
    return [example for path in sorted(folder.glob("*.txt")) for example in read(path)]


def read(path: Path) -> list[Example]:
    """The texts of one file, in order. TextsError for a line that cannot be read."""
    found: list[Example] = []
    heading: Example | None = None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        stripped = line.strip()
        if stripped.startswith("= "):
            heading = _heading(stripped, f"{path.name}:{number}")
        elif stripped and not stripped.startswith("#"):
            if heading is None:
                raise TextsError(f"{path.name}:{number}: a text before the first heading")
            found.append(Example(stripped, heading.level, heading.act, heading.topics))
    return found


def _heading(line: str, where: str) -> Example:
    parts = [part.strip() for part in line[2:].split("|")]
    if len(parts) != 3:
        raise TextsError(f"{where}: a heading is '= level | act | topics', not {line!r}")
    level, act, topics = parts
    if level not in LEVELS:
        raise TextsError(f"{where}: no such level: {level!r}; one of {', '.join(LEVELS)}")
    named = frozenset(topic.strip() for topic in topics.split(",")) - {"", "-"}
    if unknown := sorted(named - SUBJECTS):
        raise TextsError(f"{where}: no such topic: {', '.join(unknown)}")
    return Example("", level, act, named)
