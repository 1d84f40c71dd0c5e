"""An application served on a thread of this process, on this machine only, until the block ends."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from bot.errors import BotError

#: Seconds to begin and to end.
START, STOP, LOOK = 15.0, 15.0, 0.01


@contextmanager
def served(app: Any, port: int) -> Iterator[None]:
    """Serve `app` (ASGI) on 127.0.0.1. BotError when it does not begin in time."""
    quiet: dict[str, Any] = {"log_config": None, "access_log": False, "server_header": False}
    where: dict[str, Any] = {"host": "127.0.0.1", "port": port, "ws": "none", "timeout_graceful_shutdown": 1}
    server = uvicorn.Server(uvicorn.Config(app, **where, **quiet))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        _await_start(server, thread)
        yield
    finally:
        server.should_exit = True
        thread.join(STOP)


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    pause = threading.Event()
    for _ in range(int(START / LOOK)):
        if server.started:
            return
        if not thread.is_alive():
            break
        pause.wait(LOOK)
    raise BotError("the web server did not start")
