"""The default microneedling protocol, kept as one YAML file a section so that each fits a reader's head."""

from functools import cache
from pathlib import Path

from bot.protocols.document import read
from bot.protocols.parsing import assemble
from bot.protocols.protocol import Protocol

FOLDER = Path(__file__).parent / "default"


@cache
def load_default() -> Protocol:
    """Return the default protocol; it is read once a process."""
    return assemble([read(path.read_text(encoding="utf-8"), path.name) for path in sorted(FOLDER.glob("*.yml"))])
