"""Twilio's webhooks. A text is committed before it is acknowledged; a receipt may come in any order, any number of times."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import anyio
from anyio import to_thread
from sqlalchemy.engine import Engine
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot import fault_points, intake, log, sms, sms_fields
from bot.carrier import Received
from bot.clock import Clock
from bot.db import transaction
from bot.delivery import receipts
from bot.web import turned_away

#: Bytes; Twilio's own requests stay under a tenth of it.
LARGEST_BODY = 64 * 1024
FORM = "application/x-www-form-urlencoded"
#: Seconds for which a text waits in the request for a database that is away. Twilio hangs up after 15.
PATIENCE = 10.0
LOOK_AGAIN = 0.3
NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'

Result = TypeVar("Result")


class Refusal(Exception):
    """A webhook that is not taken: an HTTP status and a sentence for whoever reads the carrier's log."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


def routes() -> list[Route]:
    """Return the carrier's two ways in."""
    return [Route("/sms/inbound", inbound, methods=["POST"]), Route("/sms/status", status, methods=["POST"])]


async def inbound(request: Request) -> Response:
    """A patient's text: 200 and nothing to say, once it is on record. The answer goes out by itself."""
    try:
        given = await signed_fields(request)
        text = _text(given, request.app.state.clock)
    except Refusal as refusal:
        return _refuse(request, refusal)
    state = request.app.state
    taken = await with_record(request, partial(_take_in, state.engine, state.clock, text))
    if taken is None:
        return _unavailable(request)
    if taken in intake.DROPPED:
        turned_away.count(taken)
    return Response(NOTHING_TO_SAY, media_type="text/xml")


async def status(request: Request) -> Response:
    """A receipt for a text that we sent. What we do not know, or know already, changes nothing."""
    try:
        given = await signed_fields(request)
    except Refusal as refusal:
        return _refuse(request, refusal)
    state, key = request.app.state, request.query_params.get("message", "")
    work = partial(_note_receipt, state.engine, state.clock, given, int(key) if key.isdecimal() and len(key) < 12 else None)
    if await with_record(request, work) is None:
        return _unavailable(request)
    return Response(status_code=200)


async def signed_fields(request: Request) -> dict[str, str]:
    """Return the form that the carrier has signed. Refusal when it is too large, no form, or not signed by the carrier."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
        raise Refusal(400, f"the body must be {FORM}")
    raw = await _body(request)
    validator: sms.Validator = request.app.state.validator
    url = validator.url(request.url.path, request.scope["query_string"].decode("latin-1"))
    if not validator.valid(url, raw, request.headers.get(sms_fields.SIGNATURE, "")):
        raise Refusal(403, "the signature does not fit PUBLIC_URL and TWILIO_AUTH_TOKEN")
    given, ours = sms.fields(raw), request.app.state.settings.twilio_account_sid
    if sms_fields.account(given) not in (None, ours):
        raise Refusal(403, "this account is not TWILIO_ACCOUNT_SID")
    return given


async def _body(request: Request) -> bytes:
    raw = b""
    async for part in request.stream():
        raw += part
        if len(raw) > LARGEST_BODY:
            raise Refusal(413, "the body is too large")
    return raw


def _text(given: dict[str, str], clock: Clock) -> Received:
    try:
        return sms_fields.text(given, clock.now())
    except sms_fields.Unusable as missing:
        raise Refusal(400, f"a text needs a usable {missing}") from None


def _take_in(engine: Engine, clock: Clock, text: Received) -> str:
    fault_points.reach("text_arrived")
    with transaction(engine) as session:
        taken = intake.take_in(session, text, clock.now())
    fault_points.reach("text_committed")
    return taken


def _note_receipt(engine: Engine, clock: Clock, given: dict[str, str], key: int | None) -> bool:
    told = sms_fields.receipt(given)
    fault_points.reach("receipt_arrived")
    with transaction(engine) as session:
        row = receipts.find(session, told.sid, key) if told.sid else None
        new = row is not None and receipts.apply(session, row, told.sid, told.status, told.code, clock.now())
        fault_points.reach("receipt_written")
    fault_points.reach("receipt_committed")
    return new


async def with_record(request: Request, work: Callable[[], Result]) -> Result | None:
    """Return what `work` returns, trying again while the database is away; None when it stays away."""
    limiter: anyio.CapacityLimiter = request.app.state.writers
    with anyio.move_on_after(PATIENCE):
        while True:
            try:
                return await to_thread.run_sync(work, limiter=limiter, abandon_on_cancel=True)
            except (OperationalError, InterfaceError) as error:
                log.get().error("database away", path=request.url.path, error=log.kind_of(error))
                await anyio.sleep(LOOK_AGAIN)
    return None


def _refuse(request: Request, refusal: Refusal) -> Response:
    log.get().warning("webhook refused", path=request.url.path, status=refusal.status, reason=refusal.reason)
    turned_away.count(f"refused_{refusal.status}")
    return PlainTextResponse(refusal.reason, refusal.status)


def _unavailable(request: Request) -> Response:
    """Twilio turns to its fallback address; and what it keeps to itself, the poll takes in later."""
    log.get().error("webhook not taken: the record did not answer in time", path=request.url.path)
    turned_away.count("record_away")
    return PlainTextResponse("the record does not answer, please call again", 503, headers={"Retry-After": "15"})
