"""The REST API of the carrier, as Twilio's: texts are accepted, shown and listed, and refused in Twilio's words."""

import asyncio
import base64
import binascii
import hmac
import secrets
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import phones
from bot.db import reading, transaction
from bot.errors import InputError
from bot.models import Clinic
from bot.simulator import callbacks, faults, listing, shapes
from bot.simulator.context import Simulator, of_request
from bot.simulator.shapes import CarrierError
from bot.simulator.store import CarrierMessage

#: Longest text that Twilio takes, in characters.
LONGEST = 1600
#: Seconds for which a text accepted under "timeout_after_accept" keeps its sender waiting, unless it hangs up before.
SILENCE = 60.0
INBOUND, OUTBOUND = "inbound", "outbound-api"


def routes() -> list[Route]:
    """Return the API's routes, relative to its base address."""
    messages = shapes.API + "/Accounts/{account}/Messages"
    return [
        Route(messages + ".json", create, methods=["POST"]),
        Route(messages + ".json", index, methods=["GET"]),
        Route(messages + "/{sid}.json", show, methods=["GET"]),
    ]


async def create(request: Request) -> Response:
    """Accept a text: 201 and the message, or Twilio's error."""
    simulator = of_request(request)
    try:
        check_credentials(request, simulator)
        given = parse_qs((await request.body()).decode(), keep_blank_values=True)
        body, fault = await run_in_threadpool(accept, simulator, {name: values[0] for name, values in given.items()})
    except CarrierError as error:
        return refusal(error)
    simulator.owed.set()
    if fault == faults.TIMEOUT_AFTER_ACCEPT:
        await _say_nothing(request)
    return JSONResponse(body, status_code=201)


async def show(request: Request) -> Response:
    """Return one message, 404 when there is none."""
    simulator = of_request(request)
    try:
        check_credentials(request, simulator)
        return JSONResponse(await run_in_threadpool(listing.find, simulator, request.path_params["sid"]))
    except CarrierError as error:
        return refusal(error)


async def index(request: Request) -> Response:
    """Return a page of messages, newest first, filtered by To, From and DateSent."""
    simulator = of_request(request)
    try:
        check_credentials(request, simulator)
        return JSONResponse(await run_in_threadpool(listing.page, simulator, dict(request.query_params)))
    except CarrierError as error:
        return refusal(error)


def refusal(error: CarrierError) -> Response:
    """Return an error as Twilio writes it."""
    headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if error.status == 401 else None
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


def accept(simulator: Simulator, given: dict[str, str]) -> tuple[dict[str, object], str | None]:
    """Store a text to be sent and return it as the API shows it, with the fault it goes under. CarrierError when refused."""
    with transaction(simulator.store) as session:
        refused = faults.take(session, faults.REFUSING)
    if refused == faults.ERROR_429:
        raise CarrierError(429, 20429, "Too Many Requests")
    if refused == faults.ERROR_500:
        raise CarrierError(500, 20500, "An internal server error has occurred")
    check_parameters(simulator, given)
    return _store(simulator, given)


def _store(simulator: Simulator, given: dict[str, str]) -> tuple[dict[str, object], str | None]:
    now = simulator.clock.now()
    with transaction(simulator.store) as session:
        fault = faults.take(session, faults.ACCEPTING)
        row = CarrierMessage(
            sid=f"SM{secrets.token_hex(16)}",
            direction=OUTBOUND,
            from_phone=given["From"],
            to_phone=phones.parse(given["To"]),
            body=given["Body"],
            status="queued",
            callback_url=given.get("StatusCallback") or None,
            fault=fault,
            created_at=now,
            updated_at=now,
            media_count=0,
        )
        session.add(row)
        session.flush()
        callbacks.owe(session, row)
        return shapes.message(row, simulator.account), fault


def check_parameters(simulator: Simulator, given: dict[str, str]) -> None:
    """Raise the CarrierError that Twilio would answer these parameters with, if any."""
    if not given.get("To"):
        raise CarrierError(400, 21604, "A 'To' phone number is required.")
    if not given.get("From"):
        raise CarrierError(400, 21603, "A 'From' phone number is required.")
    if not given.get("Body"):
        raise CarrierError(400, 21602, "Message body is required.")
    if len(given["Body"]) > LONGEST:
        raise CarrierError(400, 21617, f"The concatenated message body exceeds the {LONGEST} character limit.")
    if not is_phone(given["To"]):
        raise CarrierError(400, 21211, "The 'To' number is not a valid phone number.")
    if not is_customer(simulator, given["From"]):
        raise CarrierError(400, 21606, "The 'From' phone number is not a valid, SMS-capable number of your account.")
    if given.get("StatusCallback") and urlsplit(given["StatusCallback"]).scheme not in ("http", "https"):
        raise CarrierError(400, 21609, "The 'StatusCallback' URL is not a valid URL.")


def is_phone(text: str) -> bool:
    """Return whether `text` is a phone number as Twilio wants it: with its country."""
    try:
        phones.parse(text)
    except InputError:
        return False
    return True


def is_customer(simulator: Simulator, phone: str) -> bool:
    """Return whether the number belongs to a clinic: these are the numbers that the account has bought."""
    with reading(simulator.record) as session:
        return session.execute(select(Clinic.id).where(Clinic.phone == phone)).first() is not None


async def _say_nothing(request: Request) -> None:
    waited = 0.0
    while waited < SILENCE and not await request.is_disconnected():
        await asyncio.sleep(0.25)
        waited += 0.25
