"""The switch for the carrier's faults."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.db import transaction
from bot.errors import InputError
from bot.simulator import faults
from bot.simulator.context import Simulator, of_request
from bot.simulator.phones_api import body_of, refuse


async def show(request: Request) -> Response:
    """Return how many failures of each kind still wait."""
    return JSONResponse(await run_in_threadpool(_in_store, of_request(request), faults.waiting))


async def order(request: Request) -> Response:
    """Make the carrier fail: {"kind": "error_500", "count": 3}."""
    simulator = of_request(request)
    try:
        body = await body_of(request)
        kind, count = body.get("kind"), body.get("count")
        waiting = await run_in_threadpool(_in_store, simulator, faults.order, kind, count)
    except InputError as error:
        return refuse(error)
    return JSONResponse({"kind": kind, "remaining": waiting})


async def clear(request: Request) -> Response:
    """Let the carrier be well again."""
    await run_in_threadpool(_in_store, of_request(request), faults.clear)
    return Response(status_code=204)


def _in_store(simulator: Simulator, action: Any, *values: Any) -> Any:
    with transaction(simulator.store) as session:
        return action(session, *values)
