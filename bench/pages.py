"""Every page of the console in a clinic with 5,000 patients and 200,000 texts, beside the same page in one with 50 patients.

Pages are asked for as an owner would, within this process: what is measured is what the server does. Downloads are measured too,
but they are streamed and may take as long as they are long.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bench.clinic_rows import NOW
from bench.page_databases import pairs
from bench.processes import FOLDER, BenchError
from bench.result import Result, percentile
from bot.db import transaction
from bot.models import Escalation, Staff, StaffSession
from bot.web import sessions
from bot.web.app import create_app, settle_memory
from tests.console_walk import Places, stops
from tests.console_world import settings
from tests.statements import MOST_QUERIES, counted

#: What the server may take for a page, in milliseconds.
MOST_MS = 300
SAMPLES, WARM_UP = 12, 1
#: Seconds for one page's samples: five at least are taken.
PATIENCE, FEWEST = 1.5, 5
OWNER = "anna@rosewood.example"
SEARCHED = {"search": "Khan"}
#: Addresses besides those of the route table: what is asked of a page.
YEAR = "/console/overview?since=2025-03-05&until=2026-03-04"
ASKED = (
    "/console?show=waiting",
    "/console?show=resolved",
    "/console?show=resolved&page=50",
    "/console?page=15",
    "/console/audit?who=1&what=case.view",
    "/console/audit?target=patient:1",
    YEAR,
)
#: Posted, though nothing is changed.
SEARCHES = ("/console/patients", "/console/inbox/search")
FIRST_LOOK = "first look"
#: The rows of the table; every page is in var/bench/pages.md.
CHIEF = {
    "/console": "inbox",
    "/console?show=resolved": "resolved cases",
    "/console/inbox/live": "inbox, refreshed",
    "/console/inbox/events": "inbox, a look of its stream",
    "/console/inbox/search (Khan)": "inbox, searched",
    "/console/cases/1": "case",
    FIRST_LOOK: "case, the first look at an urgent one",
    "/console/hand-over": "hand-over",
    "/console/patients": "patients",
    "/console/patients/1": "patient",
    "/console/overview": "overview, 28 days",
    YEAR: "overview, a year",
    "/console/audit": "audit book",
    "/console/timelines/microneedling/running": "timeline, its running sessions",
}
SMALL = "the same page with 50 patients"


@dataclass(frozen=True)
class Request:
    """One page as it is asked for."""

    address: str
    method: str = "GET"
    is_first_look: bool = False

    @property
    def name(self) -> str:
        """What it is called in the tables."""
        if self.is_first_look:
            return FIRST_LOOK
        return f"{self.address} ({SEARCHED['search']})" if self.method == "POST" else self.address


@dataclass(frozen=True)
class Figure:
    """What one page took: milliseconds of each time, and queries."""

    times: list[float]
    queries: int

    @property
    def p50(self) -> float:
        """The middle one."""
        return percentile(self.times, 0.5)

    @property
    def p95(self) -> float:
        """What nineteen of twenty did not exceed; of so few as there are, the slowest."""
        return percentile(self.times, 0.95)


class Clock:
    """It stands still at the moment for which the databases were made."""

    def now(self) -> datetime:
        return NOW


def run() -> list[Result]:
    """Measure every page on every database there is."""
    results, lines = list[Result](), ["| page | p50, ms | p95, ms | with 50 patients, p50 | times | queries |", "|" + " - |" * 6]
    with pairs() as found:
        for pair in found:
            large, small = _walk(pair.large, pair.names), _walk(pair.small, pair.names)
            results += [*_chief(pair.kind, large, small), *_worst(pair.kind, large, small)]
            lines += [_line(f"{name}, {pair.kind}", large[name], small[name]) for name in large]
    (FOLDER / "pages.md").write_text("\n".join(lines) + "\n")
    return results


def _chief(kind: str, large: dict[str, Figure], small: dict[str, Figure]) -> list[Result]:
    """Return the pages that are open all day."""
    return [
        Result(f"page: {called}, p50, {kind}", "ms", large[name].p50, small[name].p50, SMALL) for name, called in CHIEF.items()
    ]


def _worst(kind: str, large: dict[str, Figure], small: dict[str, Figure]) -> list[Result]:
    """Return the slowest of all pages and the one that asks most, and how many are over what a page may take."""
    pages = {name: figure for name, figure in large.items() if ".csv" not in name}  # a download is as long as it is
    slowest, chattiest = max(pages, key=lambda name: pages[name].p95), max(large, key=lambda name: large[name].queries)
    over = [name for name, figure in large.items() if figure.queries > MOST_QUERIES or figure.queries != small[name].queries]
    over += [name for name, figure in pages.items() if figure.p95 > MOST_MS]
    queries = large[chattiest].queries, small[chattiest].queries
    limits = f"{MOST_MS} ms or {MOST_QUERIES} queries, or with more queries for more rows"
    return [
        Result(f"the slowest of {len(pages)} pages, p95, {kind}: {slowest}", "ms", pages[slowest].p95, small[slowest].p95, SMALL),
        Result(f"queries of the page that makes most, {kind}", "queries", *queries, SMALL),
        Result(f"pages over {limits}, {kind}", "pages", len(over)),
    ]


def _line(name: str, large: Figure, small: Figure) -> str:
    return f"| {name} | {large.p50:.1f} | {large.p95:.1f} | {small.p50:.1f} | {large.p50 / small.p50:.1f} | {large.queries} |"


def _walk(engine: Engine, names: dict[str, Any]) -> dict[str, Figure]:
    """Return what each page takes, by name."""
    app = create_app(settings(), engine, Clock())
    app.state.machine_clock, app.state.stream_lasts = Clock(), 0
    with TestClient(app) as client:
        csrf = _sign_in(client, engine)
        settle_memory()  # as the web process does
        return {one.name: _measured(client, engine, one, csrf) for one in requests(app, names)}


def requests(app: Starlette, names: dict[str, Any]) -> list[Request]:
    """Return every page of the route table, and the same with questions to them."""
    places = Places(None, names)  # type: ignore[arg-type]
    pages = [Request(places.address(stop.path)) for stop in stops(app) if stop.method == "GET"]
    searches = [Request(path, "POST") for path in SEARCHES]
    return [*pages, *(Request(path) for path in ASKED), *searches, Request("/console/cases/1", is_first_look=True)]


def _sign_in(client: TestClient, engine: Engine) -> str:
    with transaction(engine) as session:
        who = session.scalars(select(Staff).where(Staff.email == OWNER)).one()
        client.cookies.set(sessions.COOKIE, sessions.start(session, who.id, NOW), path="/console")
        session.flush()
        return str(session.scalars(select(StaffSession.csrf_token).order_by(StaffSession.id.desc()).limit(1)).one())


def _measured(client: TestClient, engine: Engine, page: Request, csrf: str) -> Figure:
    for _ in range(WARM_UP):
        _once(client, engine, page, csrf)
    with counted(engine) as statements:
        _once(client, engine, page, csrf)
    queries = len(statements) - page.is_first_look  # the one that makes it a first look is ours
    times, until = list[float](), time.monotonic() + PATIENCE
    while len(times) < SAMPLES and (len(times) < FEWEST or time.monotonic() < until):
        times.append(_once(client, engine, page, csrf))
    return Figure(times, queries)


def _once(client: TestClient, engine: Engine, page: Request, csrf: str) -> float:
    """Return the milliseconds of one request. BenchError when the page is not there."""
    if page.is_first_look:
        with transaction(engine) as session:
            session.execute(update(Escalation).where(Escalation.id == 1).values(acknowledged_at=None))
    began = time.perf_counter()
    form = {"csrf": csrf, **SEARCHED}
    answer = client.get(page.address) if page.method == "GET" else client.post(page.address, data=form)
    took = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise BenchError(f"{page.name} answers {answer.status_code}")
    return took
