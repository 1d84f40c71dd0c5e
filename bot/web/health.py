"""Is it up, and is it ready: for supervisors, load balancers and people. No personal data."""

from datetime import datetime
from typing import Any

import anyio
from anyio import to_thread
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import vitals
from bot.db import reading
from bot.delivery.advice import advice
from bot.models import Line
from bot.vitals import Sign

TIMEOUT = 3.0
#: What the answer calls each worker.
WORKERS = {"model": "dialogue", "scheduler": "scheduler"}
AWAY = {"ready": False, "database": False, "model": False, "scheduler": False, "backlog": None, "red": ["database"]}


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
    """Return the state of everything: which workers live, how many seconds the oldest waiting texts have waited, what is red."""
    found = vitals.read(session, now)
    red = [" ".join(sign).strip() for sign in vitals.red(found)]
    backlog = {
        "inbound_oldest_seconds": found[Sign(vitals.INBOUND)],
        "outbox_oldest_seconds": max(value for sign, value in found.items() if sign.name == vitals.OUTBOX),
    }
    workers = {shown: bool(found[Sign(vitals.WORKER, name)]) for shown, name in WORKERS.items()}
    held = {"held": advise(session)} if found[Sign(vitals.HELD)] else {}
    return {"ready": not red, "database": True, **workers, "backlog": backlog, "red": red, **held}


def advise(session: Session) -> list[str]:
    """Return for each code for which texts are held what is wrong and what to do."""
    codes = session.execute(select(Line.held_code).where(Line.held_at.is_not(None)).distinct().order_by(Line.held_code)).scalars()
    return [f"{code}: {advice(code)}" for code in codes]
