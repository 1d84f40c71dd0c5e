"""The peer of the webhook: the least that an honest one can do. Checks the signature, stores one bare row, says 200.

`python -m bench.floor`, with the product's own settings in the environment. Same server, same engine, same threads; no gate,
no patient, no conversation.
"""

from contextlib import asynccontextmanager
from typing import Any

import anyio
import uvicorn
from anyio import to_thread
from sqlalchemy import Column, Integer, MetaData, String, Table, Text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import settings, sms
from bot.db import make_engine
from bot.web.app import WRITERS, WRITERS_SQLITE

BARE = Table("bench_floor", MetaData(), Column("id", Integer, primary_key=True), Column("sid", String(64)), Column("text", Text))


def create_app(here: settings.Settings) -> Starlette:
    """Return the bare application."""
    engine, validator = make_engine(here.database_url), sms.Validator(here)
    BARE.metadata.create_all(engine)

    def insert(given: dict[str, str]) -> None:
        with engine.begin() as connection:
            connection.execute(BARE.insert().values(sid=given["MessageSid"], text=given["Body"]))

    async def inbound(request: Request) -> Response:
        raw = await request.body()
        if not validator.valid(validator.url(request.url.path, ""), raw, request.headers["x-twilio-signature"]):
            return Response(status_code=403)
        await to_thread.run_sync(insert, sms.fields(raw), limiter=request.app.state.writers)
        return Response(status_code=200)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> Any:
        app.state.writers = anyio.CapacityLimiter(WRITERS_SQLITE if engine.dialect.name == "sqlite" else WRITERS)
        yield

    return Starlette(routes=[Route("/sms/inbound", inbound, methods=["POST"])], lifespan=lifespan)


if __name__ == "__main__":
    found = settings.load()
    uvicorn.run(create_app(found), host="127.0.0.1", port=found.port, log_config=None, access_log=False, ws="none")
