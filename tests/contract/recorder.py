"""The wire between the product and its carrier, tapped: everything said in either direction, at the edge where it is bytes."""

from dataclasses import dataclass, field
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CARRIER, WEBHOOKS = "/simulator/twilio", "/sms/"


@dataclass(frozen=True)
class Exchange:
    """One request and its answer. Of a webhook `signature` is the one that came with it."""

    method: str
    path: str
    query: str
    body: bytes
    signature: str
    status: int
    answer: bytes


@dataclass
class Recorder:
    """An ASGI application around another that keeps what passes through."""

    app: ASGIApp
    exchanges: list[Exchange] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith((CARRIER, WEBHOOKS)):
            await self.app(scope, receive, send)
            return
        heard, said = _Tap(), _Tap()

        async def receiving() -> Message:
            return heard.note(await receive())

        async def sending(message: Message) -> None:
            await send(said.note(message))

        await self.app(scope, receiving, sending)
        self.exchanges.append(_exchange(scope, heard, said))

    def with_carrier(self) -> list[Exchange]:
        """Return what we asked the carrier, and how it answered."""
        return [exchange for exchange in self.exchanges if not exchange.path.startswith(WEBHOOKS)]

    def webhooks(self, path: str) -> list[Exchange]:
        """Return the carrier's calls to one of our addresses."""
        return [exchange for exchange in self.exchanges if exchange.path == path]


@dataclass
class _Tap:
    body: bytes = b""
    status: int = 0

    def note(self, message: Message) -> Message:
        self.body += message.get("body", b"")
        self.status = message.get("status", self.status)
        return message


def _exchange(scope: Scope, heard: _Tap, said: _Tap) -> Exchange:
    path = unquote(scope["raw_path"].decode()).removeprefix(CARRIER)
    headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
    signature = headers.get("x-twilio-signature", "")
    return Exchange(scope["method"], path, scope["query_string"].decode(), heard.body, signature, said.status, said.body)
