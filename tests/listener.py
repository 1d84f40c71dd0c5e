"""A customer's server in a test: hears the carrier's callbacks, and keeps each one."""

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sms import Validator, fields
from tests.house import House, free_port, served


class Listener:
    """Where a text's callbacks may be sent to, and what was heard there."""

    def __init__(self, house: House) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.validator = Validator(house.settings)
        self.heard: list[dict[str, object]] = []

    async def hear(self, request: Request) -> Response:
        body = await request.body()
        signed = self.validator.valid(f"{self.url}/heard", body, request.headers["x-twilio-signature"])
        self.heard.append({**fields(body), "signed": signed})
        return Response(status_code=204)

    def statuses(self) -> list[object]:
        return [callback["MessageStatus"] for callback in self.heard]

    @contextmanager
    def listening(self) -> Iterator["Listener"]:
        with served(Starlette(routes=[Route("/heard", self.hear, methods=["POST"])]), self.port):
            yield self
