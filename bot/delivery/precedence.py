"""Who of a scheduler's threads may go to the database: urgent texts first, and on SQLite the others one at a time.

SQLite has one writer, and whoever waits for it looks again from time to time: eight threads that write without a pause would
keep the web process, and so a patient's next text, waiting for as long as there is something to send.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Engine

#: Seconds for which a text that is not urgent waits, at most, for those before it: nobody waits for ever for a thread that hangs.
GIVE_WAY = 1.0
#: Seconds after each write of theirs in which another process finds SQLite free.
BREATH = 0.003


class Precedence:
    """One for a process."""

    def __init__(self, engine: Engine) -> None:
        self.has_one_writer = engine.dialect.name == "sqlite"
        self.pen = threading.Lock()
        #: Set but while urgent texts are being claimed.
        self.calm = threading.Event()
        self.calm.set()

    @contextmanager
    def urgent(self) -> Iterator[None]:
        """Go first."""
        self.calm.clear()
        try:
            yield
        finally:
            self.calm.set()

    @contextmanager
    def other(self) -> Iterator[None]:
        """Go when it is one's turn."""
        has_pen = self.has_one_writer and self.pen.acquire(timeout=GIVE_WAY)
        try:
            self.calm.wait(GIVE_WAY)
            yield
        finally:
            if has_pen:
                time.sleep(BREATH)
                self.pen.release()
