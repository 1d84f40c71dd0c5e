"""The web process: webhooks, console, health, and in a demo the simulator. Never loads the model."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import anyio
import uvicorn
from anyio import to_thread
from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot import fault_points
from bot.clock import Clock
from bot.db import make_engine
from bot.safety import gate
from bot.settings import Settings
from bot.sms import Validator
from bot.web import console, health, metrics, webhooks

#: SQLite takes one writer at a time, and threads that queue here wait less than threads that poll its lock.
WRITERS_SQLITE, WRITERS = 1, 20
#: Seconds for requests under way when the process is told to stop.
GRACE = 5


def create_app(settings: Settings, engine: Engine, clock: Clock) -> Starlette:
    """Wire the application. Everything that a request needs is in its state: settings, engine, clock, validator, writers."""
    app = Starlette(routes=_routes(settings), lifespan=_lifespan)
    app.state.settings, app.state.engine, app.state.clock = settings, engine, clock
    app.state.validator = Validator(settings)
    return app


def _routes(settings: Settings) -> list[BaseRoute]:
    routes: list[BaseRoute] = [*webhooks.routes(), *health.routes(), *metrics.routes(), *console.routes()]
    if settings.simulator:
        from bot import simulator

        routes += simulator.routes()
    return routes


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    await to_thread.run_sync(gate, "hello")  # its tables are read once: not while the first patient waits
    app.state.writers = anyio.CapacityLimiter(WRITERS_SQLITE if app.state.engine.dialect.name == "sqlite" else WRITERS)
    if not app.state.settings.simulator:
        yield
        return
    from bot import simulator

    async with simulator.lifespan(app):
        yield


def run(settings: Settings) -> int:
    """Serve until SIGTERM. Behind a proxy in production; a demo, which asks nobody's name, on this machine only."""
    fault_points.arm(settings.fault_point)
    app = create_app(settings, make_engine(settings.database_url), settings.clock())
    host = "127.0.0.1" if settings.simulator else "0.0.0.0"  # noqa: S104 (a server is there to be reached)
    # No access log: the addresses hold people's numbers.
    where = {"host": host, "port": settings.port}
    quiet = {"log_config": None, "access_log": False, "server_header": False}
    # No web sockets: nothing uses them, and uvicorn's are written for a newer library than Rasa allows.
    config: dict[str, Any] = {**where, **quiet, "ws": "none", "timeout_graceful_shutdown": GRACE}
    # Streams look at the server to end when it is told to stop: it waits for whoever is still being answered.
    app.state.server = server = uvicorn.Server(uvicorn.Config(app, **config))
    settle_memory()
    with suppress(KeyboardInterrupt):
        server.run()
    return 0 if server.started else 1


def settle_memory() -> None:
    """Take what is loaded out of the garbage collector's rounds: it stays, and one page in thirty waited 100 ms for them."""
    gc.collect()
    gc.freeze()
