"""Giving the account messaging services, each with its numbers."""

import re
import secrets
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot import phones
from bot.db import reading, transaction
from bot.errors import InputError
from bot.simulator import pools
from bot.simulator.context import Simulator, of_request
from bot.simulator.phones_api import body_of, refuse

SERVICE = re.compile(r"MG[0-9a-f]{32}")
MOST_NUMBERS = 400


async def show(request: Request) -> Response:
    """Return every messaging service with its numbers."""
    return JSONResponse(await run_in_threadpool(_services, of_request(request)))


async def put(request: Request) -> Response:
    """Make a messaging service of {"numbers": ["+44…"]}, or give the one called "sid" these numbers; none of them ends it."""
    simulator = of_request(request)
    try:
        sid, numbers = _checked(await body_of(request))
    except InputError as error:
        return refuse(error)
    await run_in_threadpool(_put, simulator, sid, numbers)
    return JSONResponse({"sid": sid, "numbers": numbers})


def _checked(body: dict[str, Any]) -> tuple[str, list[str]]:
    sid, numbers = body.get("sid", f"MG{secrets.token_hex(16)}"), body.get("numbers")
    if not isinstance(sid, str) or not SERVICE.fullmatch(sid):
        raise InputError("sid must be MG followed by 32 digits and letters from a to f")
    if not isinstance(numbers, list) or len(numbers) > MOST_NUMBERS or not all(isinstance(one, str) for one in numbers):
        raise InputError(f"numbers must be a list of at most {MOST_NUMBERS} phone numbers")
    return sid, [phones.parse(number) for number in dict.fromkeys(numbers)]


def _services(simulator: Simulator) -> dict[str, list[str]]:
    with reading(simulator.store) as session:
        return pools.all_of_them(session)


def _put(simulator: Simulator, sid: str, numbers: list[str]) -> None:
    with transaction(simulator.store) as session:
        pools.put(session, sid, numbers)
