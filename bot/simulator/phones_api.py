"""The phones around the carrier: texting a clinic as one of them, and reading what one has sent and received."""

import asyncio
import json
import logging
import secrets
from typing import Any

import httpx
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot import phones
from bot.db import reading, transaction
from bot.errors import InputError
from bot.simulator import media, opt_outs, pools, shapes
from bot.simulator.accepting import INBOUND, LONGEST, is_customer
from bot.simulator.context import Simulator, of_request
from bot.simulator.faults import kinds, lasting
from bot.simulator.faults.trouble import Trouble
from bot.simulator.store import CarrierMessage

log = logging.getLogger(__name__)

#: Seconds before each further try when the clinic's server does not take a text.
TRIES_AFTER = (0.0, 0.3, 1.0)
#: What the carrier sends of its own accord.
REPLY = "outbound-reply"


async def body_of(request: Request) -> dict[str, Any]:
    """Return the request's JSON object. InputError when it is something else."""
    try:
        body = json.loads(await request.body())
    except ValueError:
        raise InputError("send a JSON object") from None
    if not isinstance(body, dict):
        raise InputError("send a JSON object")
    return body


def refuse(error: Exception, status: int = 400) -> Response:
    """Return the error as the simulator's own JSON."""
    return JSONResponse({"error": str(error)}, status_code=status)


async def read(request: Request) -> Response:
    """What the phone in `?phone=` has sent ("in", to the clinic) and received ("out"), oldest first."""
    simulator = of_request(request)
    try:
        # An unescaped plus arrives as a space.
        phone = phones.parse(request.query_params.get("phone", "").replace(" ", "+", 1))
    except InputError as error:
        return refuse(error)
    rows = await run_in_threadpool(messages_of, simulator, phone)
    return JSONResponse([{"direction": direction(row), "text": row.body, "at": row.created_at.isoformat()} for row in rows])


def direction(row: CarrierMessage) -> str:
    """Return "in" for what a phone sent to the clinic, "out" for what the clinic sent."""
    return "in" if row.direction == INBOUND else "out"


def messages_of(simulator: Simulator, phone: str) -> list[CarrierMessage]:
    """Return what a phone has sent and received, oldest first; what never reached it is not there."""
    theirs = or_(
        (CarrierMessage.to_phone == phone) & (CarrierMessage.direction != INBOUND),
        (CarrierMessage.from_phone == phone) & (CarrierMessage.direction == INBOUND),
    )
    # A text that will not be delivered is known by its fault from the start: the phone must not show it for a moment.
    arrived = or_(CarrierMessage.fault.is_(None), CarrierMessage.fault != kinds.UNDELIVERED)
    with reading(simulator.store) as session:
        return list(session.execute(select(CarrierMessage).where(theirs, arrived).order_by(CarrierMessage.id)).scalars())


async def write(request: Request) -> Response:
    """Text the clinic: {"from", "to", "text"} and perhaps "media" (see bot.simulator.media) or "pictures" (a number)."""
    simulator = of_request(request)
    try:
        row = await run_in_threadpool(_sent, simulator, await body_of(request))
    except InputError as error:
        return refuse(error)
    if row.fault != kinds.LOST_WEBHOOK and not await deliver(simulator, row):
        return refuse(InputError("the clinic's server did not take the text; it may be read from the carrier's list later"), 502)
    return JSONResponse({"sid": row.sid})


def _sent(simulator: Simulator, body: dict[str, Any]) -> CarrierMessage:
    from_phone, to_phone, text, pictures = _checked(simulator, body)
    now = simulator.clock.now()
    row = CarrierMessage(
        sid=f"{'MM' if pictures else 'SM'}{secrets.token_hex(16)}",
        direction=INBOUND,
        from_phone=from_phone,
        to_phone=to_phone,
        body=text,
        status="receiving",
        media_count=len(pictures),
        created_at=now,
        updated_at=now,
    )
    with transaction(simulator.store) as session:
        _arrive(session, row)
        media.hang(session, row, pictures)
    return row


def _arrive(session: Session, row: CarrierMessage) -> None:
    """Keep a text that came in, with what the carrier itself makes of it and says to it."""
    row.service_sid = pools.service_of(session, row.to_phone)
    answer = opt_outs.hear(session, row.body, row.from_phone, row.service_sid or row.to_phone)
    if row.service_sid and lasting.parameters(session, kinds.OPT_OUT_KEYWORDS) is not None:
        row.opt_out_type = opt_outs.keyword(row.body)
    if Trouble(session, kinds.TEXT).at(kinds.TAKEN):
        row.fault, row.status = kinds.LOST_WEBHOOK, "received"
    session.add(row)
    session.flush()
    if answer:
        session.add(_own_answer(row, answer))


def _own_answer(row: CarrierMessage, words: str) -> CarrierMessage:
    """Return the text with which the carrier, unasked by its customer, answers a keyword."""
    return CarrierMessage(
        sid=f"SM{secrets.token_hex(16)}",
        direction=REPLY,
        from_phone=row.to_phone,
        to_phone=row.from_phone,
        body=words,
        status="delivered",
        service_sid=row.service_sid,
        media_count=0,
        created_at=row.created_at,
        updated_at=row.created_at,
    )


def _checked(simulator: Simulator, body: dict[str, Any]) -> tuple[str, str, str, list[media.Picture]]:
    from_phone, to_phone = (_phone(body, name) for name in ("from", "to"))
    text, pictures = body.get("text", ""), media.pictures(body)
    if not isinstance(text, str) or (not text.strip() and not pictures):
        raise InputError("text must not be empty")
    if len(text) > LONGEST:
        raise InputError(f"text is too long: a phone sends at most {LONGEST} characters")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise InputError("text has a broken character: half of an emoji")
    if not is_customer(simulator, to_phone):
        raise InputError("to is not the number of a clinic")
    if from_phone == to_phone:
        raise InputError("from and to are the same number")
    return from_phone, to_phone, text, pictures


def _phone(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise InputError(f"{name} must be a phone number such as +447700900123")
    try:
        return phones.parse(value)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


async def deliver(simulator: Simulator, row: CarrierMessage) -> bool:
    """Post a text that came in to the clinic's server, trying again shortly; return whether it was taken."""
    hanging = await run_in_threadpool(media.named, simulator, row) if row.media_count else ()
    parameters = shapes.inbound_webhook(row, simulator.account, hanging)
    for wait in TRIES_AFTER:
        await asyncio.sleep(wait)
        if await _posted(simulator, parameters):
            await run_in_threadpool(_mark_received, simulator, row.sid)
            return True
    return False


async def _posted(simulator: Simulator, parameters: dict[str, str]) -> bool:
    try:
        status = await simulator.post(simulator.inbound_url, parameters)
    except httpx.HTTPError as error:
        log.warning("the clinic's server did not answer a webhook: %s", type(error).__name__)
        return False
    if status >= 300:
        log.warning("the clinic's server answered a webhook with %s", status)
    return status < 300


def _mark_received(simulator: Simulator, sid: str) -> None:
    with transaction(simulator.store) as session:
        session.execute(update(CarrierMessage).where(CarrierMessage.sid == sid).values(status="received"))
