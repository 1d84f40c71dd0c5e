"""What the simulator's rooms share while the web process lives: its store, its clock, its way to post webhooks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from sqlalchemy.engine import Engine
from starlette.requests import Request

from bot import sms
from bot.clock import ShiftedClock
from bot.settings import Settings
from bot.simulator import callbacks
from bot.simulator.store import open_store

#: Seconds that the carrier waits for its customer's web server, as Twilio does.
WEBHOOK_TIMEOUT = 15.0


class Simulator:
    """The carrier and the phones around one web process. Made on the event loop; the store survives it."""

    def __init__(self, settings: Settings, record: Engine, clock: ShiftedClock) -> None:
        self.settings = settings
        self.record = record
        self.clock = clock
        self.store = open_store(settings.var)
        #: Set when there are callbacks to post.
        self.owed = asyncio.Event()
        #: Held while time is being moved.
        self.moving = asyncio.Lock()
        #: Work that nobody did in its time (a process may be down): no move of time waits for it again.
        self.stuck: set[str] = set()
        self.client = httpx.AsyncClient(timeout=WEBHOOK_TIMEOUT, trust_env=False)
        self.worker: asyncio.Task[None] | None = None

    @property
    def account(self) -> str:
        return self.settings.twilio_account_sid

    @property
    def inbound_url(self) -> str:
        return f"{self.settings.public_url}/sms/inbound"

    async def post(self, url: str, parameters: dict[str, str]) -> int:
        """Post a webhook signed for `url` and return the HTTP status. httpx.TransportError when nobody answers."""
        headers = {"X-Twilio-Signature": sms.sign(self.settings, url, parameters)}
        try:
            answer = await self.client.post(url, data=parameters, headers=headers)
        except httpx.ConnectError:
            # A public address is not always reachable from inside; the carrier lives in the same house and knows the back door.
            answer = await self.client.post(self._back_door(url), data=parameters, headers=headers)
        return answer.status_code

    def _back_door(self, url: str) -> str:
        return url.replace(self.settings.public_url, f"http://127.0.0.1:{self.settings.port}", 1)

    async def close(self) -> None:
        """Stop posting. What is still owed is in the store."""
        if self.worker:
            self.worker.cancel()
            await asyncio.gather(self.worker, return_exceptions=True)
        await self.client.aclose()
        self.store.dispose()


def of(application: Any) -> Simulator:
    """Return the application's simulator, opened and at work since its first use."""
    state = application.state
    if not hasattr(state, "simulator"):
        state.simulator = Simulator(state.settings, state.engine, state.clock)
        state.simulator.worker = asyncio.create_task(callbacks.work(state.simulator))
    return state.simulator


def of_request(request: Request) -> Simulator:
    """Return the simulator that serves this request."""
    return of(request.app)


@asynccontextmanager
async def lifespan(application: Any) -> AsyncIterator[None]:
    """Keep the carrier at work from the start of the web process to its end, so that a restart forgets no callback."""
    simulator = of(application)
    try:
        yield
    finally:
        await simulator.close()
        del application.state.simulator
