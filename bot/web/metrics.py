"""The vital signs for a monitoring system, in Prometheus' text format, for who brings the token. No personal data."""

import hmac
from collections.abc import Iterator
from functools import partial

import anyio
from anyio import to_thread
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot import log, vitals
from bot.db import reading
from bot.vitals import Vitals
from bot.web.turned_away import TurnedAway

#: Seconds.
TIMEOUT = 5.0
PREFIX = "aftercare_"
#: What is said of each number, and the label that tells several of one name apart.
HELP = {
    "inbound_oldest_seconds": ("Age of the oldest text from a patient that no worker has taken up.", None),
    "outbox_oldest_seconds": ("How long the oldest text of a priority has been due.", "priority"),
    "check_ins_due": ("Check-ins whose time has come and that are not decided about.", None),
    "check_in_dwell_seconds": ("How long the oldest of them has been due.", None),
    "retries_last_hour": ("Further tries of texts first tried within the hour.", None),
    "undelivered_last_hour": ("Texts first tried within the hour that failed or were not delivered.", None),
    "unclear_sends": ("Texts of which nobody knows yet whether the carrier took them.", None),
    "held_numbers": ("Numbers for which the carrier refuses all texts, while some wait.", None),
    "emergencies_open": ("Open emergency cases.", None),
    "emergency_unacknowledged_seconds": ("Age of the oldest open emergency that nobody has acknowledged or answered.", None),
    "cases_past_promise": ("Open cases without an answer by the time that was promised.", None),
    "ledger_mismatches": ("What did not add up at the last reckoning of each clinic's ledger.", None),
    "worker_up": ("1 while the process has been heard of and can work.", "worker"),
}
BEYOND = ("beyond_limit", "1 while a number is beyond its limit.", ("sign", "of"))


class _Signs(Collector):
    """Vital signs as gauges."""

    def __init__(self, found: Vitals) -> None:
        self.found = found

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield each number, then which of them are beyond their limit."""
        for name, (told, label) in HELP.items():
            gauge = GaugeMetricFamily(PREFIX + name, told, labels=[label] if label else [])
            for sign, value in self.found.items():
                if sign.name == name:
                    gauge.add_metric([sign.of] if label else [], value)
            yield gauge
        name, told, labels = BEYOND
        limits, over = GaugeMetricFamily(PREFIX + name, told, labels=labels), set(vitals.beyond(self.found))
        for sign in self.found:
            limits.add_metric([*sign], sign in over)
        yield limits


def routes() -> list[Route]:
    """Return the one address; it is there only where a token is set."""
    return [Route("/metrics", metrics)]


def text(found: Vitals) -> bytes:
    """Return the numbers in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Signs(found))
    registry.register(TurnedAway())
    return generate_latest(registry)


async def metrics(request: Request) -> Response:
    """200 with the numbers; 404 without a METRICS_TOKEN, 401 for who does not bring it, 503 while the database is away."""
    token = request.app.state.settings.metrics_token
    if token is None:
        return PlainTextResponse("Not Found", status_code=404)
    if not _brings(request, token):
        return PlainTextResponse("Unauthorized", status_code=401, headers={"WWW-Authenticate": "Bearer"})
    body: bytes | None = None
    with anyio.move_on_after(TIMEOUT):
        body = await to_thread.run_sync(partial(_look, request), abandon_on_cancel=True)
    if body is None:
        return PlainTextResponse("The database does not answer", status_code=503)
    return Response(body, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4, "Cache-Control": "no-store"})


def _brings(request: Request, token: str) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    # As bytes: compare_digest takes no other letters than ASCII in words.
    same = hmac.compare_digest(given.strip().encode(), token.encode())
    return scheme.lower() == "bearer" and same


def _look(request: Request) -> bytes | None:
    state = request.app.state
    try:
        with reading(state.engine) as session:
            return text(vitals.read(session, state.clock.now()))
    except SQLAlchemyError as error:
        log.get().error("no vital signs", error=log.kind_of(error))
        return None
