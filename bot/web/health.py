"""Is it up, and is it ready: for supervisors, load balancers and people. No personal data."""

from datetime import datetime
from typing import Any

import anyio
from anyio import to_thread
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import heartbeat
from bot.db import reading
from bot.models import Message

#: Seconds: a text that waits longer than this means that somebody must look.
LONGEST_WAIT = 300
TIMEOUT = 3.0
AWAY = {"ready": False, "database": False, "model": False, "scheduler": False, "backlog": None}


def routes() -> list[Route]:
    """Return the two health addresses."""
    return [Route("/healthz", up), Route("/readyz", ready)]


async def up(_: Request) -> Response:
    """200 as long as the process answers at all."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """200 when texts can be taken, answered and sent now, else 503; the body says what is missing."""
    found: dict[str, Any] = AWAY
    with anyio.move_on_after(TIMEOUT):
        found = await to_thread.run_sync(_look, request, abandon_on_cancel=True)
    return JSONResponse(found, status_code=200 if found["ready"] else 503)


def _look(request: Request) -> dict[str, Any]:
    state = request.app.state
    try:
        with reading(state.engine) as session:
            return report(session, state.clock.now())
    except SQLAlchemyError:
        return AWAY


def report(session: Session, now: datetime) -> dict[str, Any]:
    """Return the state of everything: which workers live, and the seconds that the oldest waiting texts have waited."""
    workers = {"model": heartbeat.is_ready(session, "dialogue"), "scheduler": heartbeat.is_ready(session, "scheduler")}
    backlog = {
        "inbound_oldest_seconds": _age(session, now, "in", "received"),
        "outbox_oldest_seconds": _age(session, now, "out", "queued"),
    }
    is_ready = all(workers.values()) and all(seconds <= LONGEST_WAIT for seconds in backlog.values())
    return {"ready": is_ready, "database": True, **workers, "backlog": backlog}


def _age(session: Session, now: datetime, direction: str, status: str) -> int:
    waiting = (Message.direction == direction, Message.status == status, Message.next_attempt_at <= now)
    oldest = session.execute(select(func.min(Message.next_attempt_at)).where(*waiting)).scalar()
    return int((now - oldest).total_seconds()) if oldest else 0
