"""The listener: hears a text together with what the patient wrote just before it, and how long after the session.

"He's a husky, we go up the hill" is about exercise after "can i take the dog out", and about nothing by itself. Its network went
on from the reader's with turns of conversations; `make train-listener` makes it again.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from bot.reader.context import before, pair
from bot.reader.network import Network
from bot.reader.reading import Reading

FOLDER = Path(__file__).parent / "listener_model"


class Listener:
    """Hears one text at a time; safe for several threads."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._network = Network(folder)

    def hear(self, text: str, said: Sequence[str], hours: float | None) -> Reading:
        """The reading of `text` as it is meant `hours` after the session, behind what was `said`, oldest first."""
        ids, own = pair(self._network.tokenizer, before(said, hours), text)
        return self._network.ask(ids=ids, mask=[1] * len(ids), own=own)


@lru_cache(maxsize=1)
def default() -> Listener:
    """The project's own listener, loaded once per process. ReaderError if its files are not the known ones."""
    return Listener()
