"""The REST API of the carrier, as Twilio's: texts are accepted, shown and listed, and refused in Twilio's words."""

import asyncio
import base64
import binascii
import hmac
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.simulator import accepting, callbacks, listing, media_api, shapes
from bot.simulator.accepting import Answer
from bot.simulator.context import Simulator, of_request
from bot.simulator.shapes import CarrierError

#: Seconds between looks whether the customer has hung up, and for which a text's callbacks may hold up its answer.
LOOK_AGAIN, LONGEST_CALLBACKS = 0.1, 10.0


def routes() -> list[Route]:
    """Return the API's routes, relative to its base address."""
    messages = shapes.API + "/Accounts/{account}/Messages"
    return [
        Route(messages + ".json", create, methods=["POST"]),
        Route(messages + ".json", index, methods=["GET"]),
        Route(messages + "/{sid}.json", show, methods=["GET"]),
        *media_api.routes(check_credentials, refusal),
        Route("/{rest:path}", nothing_there),
    ]


async def create(request: Request) -> Response:
    """Accept a text: 201 and the message, or Twilio's error."""
    simulator = of_request(request)
    try:
        check_credentials(request, simulator)
        given = parse_qs((await request.body()).decode(), keep_blank_values=True)
        answer = await run_in_threadpool(accepting.accept, simulator, {name: values[0] for name, values in given.items()})
    except CarrierError as error:
        return refusal(error)
    simulator.owed.set()
    return await _answer(request, simulator, answer, 201)


async def show(request: Request) -> Response:
    """Return one message, 404 when there is none."""
    return await _look(request, lambda simulator: listing.find(simulator, request.path_params["sid"]))


async def index(request: Request) -> Response:
    """Return a page of messages, newest first, filtered by To, From and DateSent."""
    return await _look(request, lambda simulator: listing.page(simulator, dict(request.query_params)))


async def nothing_there(request: Request) -> Response:
    """Refuse an address that the API does not have."""
    return refusal(CarrierError(404, 20404, f"The requested resource {request.url.path} was not found"))


async def _look(request: Request, find: Callable[[Simulator], dict[str, object]]) -> Response:
    simulator = of_request(request)
    try:
        check_credentials(request, simulator)
        answer = await run_in_threadpool(accepting.look, simulator)
        if not (answer.error or answer.drops):
            answer = replace(answer, body=await run_in_threadpool(find, simulator))
    except CarrierError as error:
        return refusal(error)
    return await _answer(request, simulator, answer, 200)


def refusal(error: CarrierError) -> Response:
    """Return an error as Twilio writes it."""
    headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if error.status == 401 else {}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return JSONResponse(error.body(), status_code=error.status, headers=headers)


def check_credentials(request: Request, simulator: Simulator) -> None:
    """Raise CarrierError unless the request carries the account and one of its tokens, for its own account."""
    account, token = _credentials(request.headers.get("authorization", ""))
    known = any(hmac.compare_digest(token.encode(), own.encode()) for own in simulator.settings.twilio_auth_tokens)
    if not known or account != simulator.account:
        raise CarrierError(401, 20003, "Authenticate")
    if request.path_params["account"] != simulator.account:
        raise CarrierError(404, 20404, f"The requested resource {request.path_params['account']} was not found")


def _credentials(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    try:
        account, _, token = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (account, token) if scheme.lower() == "basic" else ("", "")


async def _answer(request: Request, simulator: Simulator, answer: Answer, status: int) -> Response:
    """Say it as late, as broken or as much out of turn as it is to be said."""
    if answer.after_callbacks_of is not None:
        await _callbacks_posted(request, simulator, answer.after_callbacks_of)
    await _say_nothing(request, answer.late)
    if answer.drops:
        return HangUp()
    return refusal(answer.error) if answer.error else JSONResponse(answer.body, status_code=status)


async def _callbacks_posted(request: Request, simulator: Simulator, message_id: int) -> None:
    waited = 0.0
    while waited < LONGEST_CALLBACKS and not await request.is_disconnected():
        if not await run_in_threadpool(callbacks.is_owed, simulator, message_id):
            return
        await asyncio.sleep(LOOK_AGAIN)
        waited += LOOK_AGAIN


async def _say_nothing(request: Request, seconds: float) -> None:
    waited = 0.0
    while waited < seconds and not await request.is_disconnected():
        await asyncio.sleep(min(LOOK_AGAIN, seconds - waited))
        waited += LOOK_AGAIN


class HangUp(Response):
    """No answer: the headers promise more than comes, so the server drops the line."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
