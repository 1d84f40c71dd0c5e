"""The switch for the carrier's faults."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.db import transaction
from bot.errors import InputError
from bot.simulator import opt_outs, pools
from bot.simulator.context import Simulator, of_request
from bot.simulator.faults import kinds, lasting, waiting
from bot.simulator.phones_api import body_of, refuse


async def show(request: Request) -> Response:
    """Return how many failures of each kind still wait, and what lasts, by its parameters."""
    return JSONResponse(await run_in_threadpool(_in_store, of_request(request), _all))


async def order(request: Request) -> Response:
    """Make the carrier fail: {"kind": "error_500", "count": 3}, {"kind": "rate_limit", "segments_per_second": 1}."""
    simulator = of_request(request)
    try:
        ordered = kinds.read(await body_of(request))
    except InputError as error:
        return refuse(error)
    return JSONResponse(await run_in_threadpool(_in_store, simulator, _begin, ordered))


async def clear(request: Request) -> Response:
    """Let the carrier be well again."""
    await run_in_threadpool(_in_store, of_request(request), _clear)
    return Response(status_code=204)


def _begin(session: Session, ordered: kinds.Order) -> dict[str, Any]:
    if ordered.count:
        return {"kind": ordered.kind, "remaining": waiting.add(session, ordered)}
    if ordered.kind == kinds.OPTED_OUT:
        number = ordered.parameters.get("number", opt_outs.EVERYONE)
        opt_outs.hold(session, ordered.parameters["phone"], pools.service_of(session, number) or number)
    else:
        lasting.begin(session, ordered.kind, ordered.parameters)
    return {"kind": ordered.kind, "lasts": True}


def _all(session: Session) -> dict[str, Any]:
    stops = opt_outs.phones(session)
    return {**waiting.counts(session), **lasting.all_of_them(session), **({"stops": stops} if stops else {})}


def _clear(session: Session) -> None:
    for room in (waiting, lasting, opt_outs):
        room.clear(session)


def _in_store(simulator: Simulator, action: Any, *values: Any) -> Any:
    with transaction(simulator.store) as session:
        return action(session, *values)
