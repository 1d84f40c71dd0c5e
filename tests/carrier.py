"""A carrier for tests, at the end of a real socket: takes texts as Twilio's API does, and fails as it is told to.

`carrier.script("accept", "429", …)`: what happens to the next texts; afterwards all is well. Everything that was accepted is in
`carrier.accepted`, so a text that was taken and then not acknowledged can still be found, as at Twilio.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from bot.settings import Settings

ACCOUNT = "AC" + "0" * 32
TOKEN = "the-token-of-the-test-carrier"
PUBLIC_URL = "https://aftercare.example.com"
#: What a script may name, beside any error code of Twilio's, which is refused with HTTP 400.
ACCEPT, BUSY, BROKEN, BROKEN_AFTER = "accept", "429", "500", "500_after_accept"
SILENT, SILENT_AFTER = "timeout", "timeout_after_accept"


@dataclass
class Carrier:
    """What the carrier has seen and what it will do."""

    url: str = ""
    plan: deque[str] = field(default_factory=deque)
    accepted: list[dict[str, Any]] = field(default_factory=list)
    received: list[dict[str, Any]] = field(default_factory=list)
    requests: list[dict[str, str]] = field(default_factory=list)
    #: Seconds after which a silent carrier drops the connection.
    silence: float = 0.3
    latency: float = 0.0
    retry_after: str = ""
    #: While this is so, nothing can be listed.
    list_is_broken: bool = False
    now: datetime | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def script(self, *steps: str) -> None:
        """Say what happens to the next texts, in this order."""
        self.plan.extend(steps)

    def texts(self) -> list[str]:
        """Return the words of all accepted texts, in the order of their acceptance."""
        return [row["body"] for row in self.accepted]

    def moment(self) -> datetime:
        return self.now or datetime.now(timezone.utc)

    def text_came_in(self, from_phone: str, to_phone: str, body: str, minutes_ago: float = 1) -> str:
        """Let the carrier hold a text for us whose webhook never came; return its sid."""
        sid = f"SM{len(self.received):032x}"
        row = self._row(sid, to_phone, from_phone, body, "received", "inbound")
        row["date_created"] = row["date_sent"] = format_datetime(self.moment() - timedelta(minutes=minutes_ago))
        self.received.append(row)
        return sid

    def accept(self, given: dict[str, str]) -> dict[str, Any]:
        with self.lock:
            sid = f"SM{len(self.accepted) + 10_000:032x}"
            row = self._row(sid, given["To"], given["From"], given["Body"], "queued", "outbound-api")
            self.accepted.append(row)
            return row

    def _row(self, sid: str, to: str, from_: str, body: str, status: str, direction: str) -> dict[str, Any]:
        at = format_datetime(self.moment())
        return {
            "sid": sid, "to": to, "from": from_, "body": body, "status": status, "direction": direction, "num_media": "0",
            "date_created": at, "date_sent": at, "date_updated": at, "error_code": None, "account_sid": ACCOUNT, "uri": f"/{sid}",
        }  # fmt: skip

    def listed(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        rows = [*self.accepted, *self.received]
        for name, key in (("To", "to"), ("From", "from")):
            rows = [row for row in rows if name not in query or row[key] in query[name]]
        return list(reversed(rows))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    carrier: Carrier

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        given = dict(parse_qsl(body.decode(), keep_blank_values=True))
        carrier = self.carrier
        carrier.requests.append(given)
        step = carrier.plan.popleft() if carrier.plan else ACCEPT
        time.sleep(carrier.latency)
        if step == ACCEPT:
            self._answer(201, carrier.accept(given))
        elif step in (BROKEN_AFTER, SILENT_AFTER, SILENT, BROKEN):
            if step in (BROKEN_AFTER, SILENT_AFTER):
                carrier.accept(given)
            self._fail(step)
        elif step == BUSY:
            self._answer(429, {"code": 20429, "message": "Too Many Requests", "status": 429}, carrier.retry_after)
        else:
            self._answer(400, {"code": int(step), "message": "refused", "status": 400})

    def _fail(self, step: str) -> None:
        if step in (BROKEN, BROKEN_AFTER):
            self._answer(500, {"code": 20500, "message": "Internal Server Error", "status": 500})
            return
        time.sleep(self.carrier.silence)
        self.close_connection = True

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if self.carrier.list_is_broken:
            self._answer(503, {"code": 20503, "message": "away", "status": 503})
        elif parts.path.endswith("/Messages.json"):
            self._answer(200, self._page(parts.path, parse_qs(parts.query)))
        else:
            sid = parts.path.rsplit("/", 1)[1].removesuffix(".json")
            self._answer(200, next(row for row in self.carrier.accepted if row["sid"] == sid))

    def _page(self, path: str, query: dict[str, list[str]]) -> dict[str, Any]:
        rows, size, page = self.carrier.listed(query), int(query.get("PageSize", ["50"])[0]), int(query.get("Page", ["0"])[0])
        following = urlencode({**query, "Page": page + 1}, doseq=True) if len(rows) > (page + 1) * size else None
        shown = rows[page * size : (page + 1) * size]
        return {"messages": shown, "page": page, "next_page_uri": following and f"{path}?{following}", "uri": self.path}

    def _answer(self, status: int, body: dict[str, Any], retry_after: str = "") -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: Any) -> None:
        """Tests need no access log."""


@contextmanager
def running_carrier() -> Iterator[Carrier]:
    """Run a carrier on a free port of this machine."""
    carrier = Carrier()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"carrier": carrier}))
    server.daemon_threads = True
    carrier.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield carrier
    finally:
        server.shutdown()
        server.server_close()


def settings_for(carrier_url: str = "http://127.0.0.1:9", database_url: str = "sqlite://", **changed: Any) -> Settings:
    """Return settings that point at a carrier."""
    values: dict[str, Any] = {
        "database_url": database_url,
        "public_url": PUBLIC_URL,
        "port": 8000,
        "secret_key": "s" * 32,
        "twilio_account_sid": ACCOUNT,
        "twilio_auth_tokens": (TOKEN,),
        "twilio_api_url": carrier_url,
        "simulator": False,
        "var": Path("var"),
    }
    return Settings(**{**values, **changed})
