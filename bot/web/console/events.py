"""A small stream that tells an open inbox that something changed, so that it need not ask every few seconds.

The stream carries no data, only a mark that differs when anything that the inbox shows has changed. Between two looks it holds no
thread and no database connection. It ends with the session, when the process is told to stop, and after a while by itself: the
browser then asks anew. A page that gets no stream refreshes itself as it always did.
"""

import hashlib
from collections.abc import AsyncIterator
from typing import Any

import anyio
from sqlalchemy import func
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from bot import log
from bot.db import reading
from bot.levels import LEVELS
from bot.models import Audit, Escalation, Message
from bot.web import auth
from bot.web.console.desk import Desk
from bot.web.console.visit import Visit

#: Seconds between two looks: soon after a change, less and less often while nothing happens or the database is away.
FIRST_PAUSE, LONGEST_PAUSE, SLOWER = 1.0, 8.0, 1.5
#: Seconds after which a quiet line says that it is alive, so that a proxy keeps it open.
SIGN_OF_LIFE = 20.0
#: Seconds that one stream lasts, and after which the browser comes back when it broke.
LASTS, COME_BACK = 600.0, 5
#: Streams of one process; beyond that pages refresh themselves.
MOST_STREAMS = 200
#: How often a waiting stream looks whether the process was told to stop.
GLANCE = 0.5

ENDED = "event: ended\ndata: signed out\n\n"
HEADERS = {"X-Accel-Buffering": "no"}


def stream(visit: Visit) -> Response:
    """The stream. The name of an event is "changed", its data a mark without meaning."""
    state = visit.request.app.state
    if getattr(state, "streams", 0) >= MOST_STREAMS:
        return PlainTextResponse("Too many open pages; this one refreshes itself.", 503)
    return StreamingResponse(_events(visit.request), media_type=auth.STREAM, headers=HEADERS)


async def _events(request: Request) -> AsyncIterator[str]:
    state = request.app.state
    state.streams = getattr(state, "streams", 0) + 1
    try:
        yield f"retry: {COME_BACK * 1000}\n\n"
        async for event in _changes(request, getattr(state, "stream_lasts", LASTS)):
            yield event
    finally:
        state.streams -= 1


async def _changes(request: Request, lasts: float) -> AsyncIterator[str]:
    """Yield an event for each change, a comment now and then, and the end of the session."""
    began = spoke = anyio.current_time()
    known, pause = request.headers.get("last-event-id", ""), FIRST_PAUSE
    while True:
        mark = await run_in_threadpool(_look, request, known)
        if mark is None:
            yield ENDED
            return
        if mark != known:
            yield f"id: {mark}\nevent: changed\ndata: {mark}\n\n"
            known, pause, spoke = mark, FIRST_PAUSE, anyio.current_time()
        elif anyio.current_time() - spoke > SIGN_OF_LIFE:
            yield ": still here\n\n"
            spoke = anyio.current_time()
        if anyio.current_time() - began >= lasts or await _is_stopping(request, pause):
            return
        pause = min(pause * SLOWER, LONGEST_PAUSE)


async def _is_stopping(request: Request, pause: float) -> bool:
    """Wait; return at once, and say so, when the process is told to stop: an open stream would hold it up."""
    until = anyio.current_time() + pause
    while (left := until - anyio.current_time()) > 0:
        server = getattr(request.app.state, "server", None)
        if server is not None and server.should_exit:
            return True
        await anyio.sleep(min(GLANCE, left))
    return False


def _look(request: Request, known: str) -> str | None:
    """Return the mark of what the inbox shows now, None when the session is over; the known one while the database is away."""
    try:
        signed_in = auth.who(request)
        if signed_in is None:
            return None
        with reading(request.app.state.engine) as session:
            return mark_of(Desk(session, signed_in.staff, request.app.state.clock.now()))
    except SQLAlchemyError as error:
        log.get().warning("inbox stream cannot look", error=log.kind_of(error))
        return known


def mark_of(desk: Desk) -> str:
    """Return a mark that differs when a text came or went, staff did something, or a case was opened, raised or woke up."""
    newest = [desk.session.scalars(desk.rows(one, func.max(one.id))).one() for one in (Message, Audit)]
    grave = (func.count().filter(Escalation.level == level) for level in LEVELS)
    asleep = func.count().filter(Escalation.snoozed_until > desk.now)
    facts = (func.max(Escalation.id), func.min(Escalation.due_at), func.count(Escalation.first_answered_at), asleep, *grave)
    waiting = desk.rows(Escalation, *facts).where(Escalation.status == "open")
    parts: list[Any] = [*newest, *desk.session.execute(waiting).one()]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
