"""The audit book, for owners: who looked at and changed what, searched, a page at a time, and as a file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.responses import Response

from bot.errors import InputError
from bot.models import Audit, Staff
from bot.web.console import codes
from bot.web.console.desk import Desk
from bot.web.console.visit import Visit
from bot.web.csv_file import csv_file
from bot.web.forms import whole_number

PAGE = 100
#: Lines read from the database at once while the file is written.
BATCH = 1000
#: What is chosen for lines that no account of the clinic made: commands, processes.
NO_ACCOUNT = "none"
#: Days outside of these are slips of the finger.
YEARS = range(2000, 2200)
HEADS = ("at", "who", "action", "what", "target", "detail")
#: Where the thing that a line is about can be seen.
PAGES = {"case": "/console/cases/", "patient": "/console/patients/", "staff": "/console/people/", "photo": "/console/photos/"}


@dataclass(frozen=True)
class Search:
    """Which lines are wanted; everything empty wants all."""

    who: str
    what: str
    target: str
    #: First and last day, as the clinic counts days.
    since: date | None
    until: date | None

    @property
    def query(self) -> str:
        """The search as an address carries it."""
        days = {"since": self.since and self.since.isoformat(), "until": self.until and self.until.isoformat()}
        given = {"who": self.who, "what": self.what, "target": self.target, **days}
        return urlencode({name: value for name, value in given.items() if value})

    def lines(self, desk: Desk, zone: ZoneInfo, *columns: Any) -> Any:
        """Return a select of the lines (or of columns of them), newest first."""
        wanted = desk.rows(Audit, *columns).order_by(Audit.id.desc())
        if self.who:
            nobody = self.who == NO_ACCOUNT
            wanted = wanted.where(Audit.staff_id.is_(None) if nobody else Audit.staff_id == whole_number(self.who))
        if self.what:
            wanted = wanted.where(Audit.action == self.what)
        if self.target:
            named = self.target[-1].isdigit()  # "case:17" is one case, "case" all of them
            wanted = wanted.where(Audit.target == self.target if named else Audit.target.startswith(self.target, autoescape=True))
        if self.since:
            wanted = wanted.where(Audit.at >= _midnight(self.since, zone))
        if self.until:
            wanted = wanted.where(Audit.at < _midnight(self.until + timedelta(days=1), zone))
        return wanted


def show(visit: Visit) -> Response:
    """The newest lines that fit; earlier ones a page at a time."""
    search, before = _search(visit), whole_number(visit.query("before"))
    with visit.reading() as desk:
        wanted = search.lines(desk, visit.moments.zone).limit(PAGE + 1)
        done = sorted(desk.session.scalars(desk.actions()), key=codes.action)
        lines = list(desk.session.scalars(wanted.where(Audit.id < before) if before else wanted))
        people = list(desk.session.scalars(desk.rows(Staff).order_by(Staff.email)))
    earlier = lines[PAGE - 1].id if len(lines) > PAGE else None
    return visit.render("audit.html", lines=lines[:PAGE], earlier=earlier, is_earlier=bool(before), search=search, people=people,
                        done=done, no_account=NO_ACCOUNT, words=codes.action, page_of=page_of)  # fmt: skip


def export(visit: Visit) -> Response:
    """All lines that fit, as a file. Taking it is a line of its own."""
    search = _search(visit)
    visit.note("audit.export", "audit", searched_by=sorted(name for name, value in vars(search).items() if value))
    return csv_file(f"audit-{visit.now:%Y-%m-%d}.csv", HEADS, _rows(visit, search))


def page_of(target: str) -> str | None:
    """Return the address of what a line is about, None where it has no page."""
    kind, _, key = target.partition(":")
    return f"{PAGES[kind]}{key}" if kind in PAGES and key.isdigit() else None


def _rows(visit: Visit, search: Search) -> Iterator[tuple]:
    columns = (Audit.at, Audit.actor, Audit.action, Audit.target, Audit.detail)
    with visit.reading() as desk:
        wanted = search.lines(desk, visit.moments.zone, *columns).execution_options(yield_per=BATCH)
        for at, actor, action, target, detail in desk.session.execute(wanted):
            more = json.dumps(detail, ensure_ascii=False) if detail else ""
            yield at.isoformat(), actor, action, codes.action(action), target, more


def _search(visit: Visit) -> Search:
    given = {name: visit.query(name).strip() for name in ("who", "what", "target")}
    return Search(**given, since=_day(visit.query("since")), until=_day(visit.query("until")))


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if day.year not in YEARS:
        raise InputError(f"{text[:20]!r} is not a day of our time. Write it as 2026-03-05.")
    return day


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
