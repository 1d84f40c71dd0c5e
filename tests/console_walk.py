"""A walk over every address that the app answers, made from its own route table: no new address escapes it.

Whoever adds a route with a new name in it ({protocol_id:int}) says in `Places` which of Rosewood's rows that is.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from markupsafe import escape
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from bot.checkins import default_timeline_text
from bot.db import reading, transaction
from bot.models import (
    Base,
    CannedReply,
    CaseNote,
    Clinic,
    Draft,
    Message,
    Photo,
    Procedure,
    ProtocolVersion,
    Staff,
    StaffSession,
    TimelineVersion,
    TreatmentSession,
)
from bot.protocols import load_default, to_yaml
from bot.web import sessions
from bot.web.rendering import TEMPLATES
from tests.console_world import World, make_staff, make_world

#: Every address that asks nobody who they are, and why that is right.
OPEN = {
    "/sms/inbound": "signed by the carrier",
    "/sms/status": "signed by the carrier",
    "/healthz": "tells nothing",
    "/readyz": "tells no personal data",
    "/metrics": "needs its own token; tells no personal data",
    "/console/sign-in": "the door",
    "/console/sign-in/code": "the door; needs the ticket of a right password",
    "/console/forgot-password": "the door; answers the same to everybody",
    "/console/set-password/{token}": "the link is the proof",
    "/console/static": "the same files for everybody",
    "/console/{rest:path}": "says that nothing is there",
}
#: Tables that a look may write to: the book of looks, counted tries, when a session was last used.
WRITTEN_BY_LOOKS = {"audit", "attempt", "staff_session"}
#: Opening a case says that somebody has seen it.
SEEN = {"acknowledged_at", "acknowledged_by"}


@dataclass(frozen=True, order=True)
class Stop:
    """One method of one address, and the action of bot/rights.py that it needs."""

    path: str
    method: str
    may: str = field(compare=False)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def stops(app: Starlette) -> list[Stop]:
    """Return all that asks who comes."""
    found = [(route, getattr(route.endpoint, "may", None)) for route in app.routes if isinstance(route, Route)]
    return sorted(Stop(route.path, method, may) for route, may in found if may for method in (route.methods or set()) - {"HEAD"})


def unguarded(app: Starlette) -> set[str]:
    """Return every address that asks nobody who they are, whatever kind of route it is."""
    return {getattr(route, "path", repr(route)) for route in app.routes if not hasattr(getattr(route, "endpoint", None), "may")}


def strange(app: Starlette) -> list[Any]:
    """Return routes of a kind that the walk does not know how to walk."""
    return [route for route in app.routes if not isinstance(route, Route | Mount)]


@dataclass(frozen=True)
class Places:
    """Which of Rosewood's rows the names in addresses stand for."""

    world: World
    names: dict[str, Any]

    def address(self, path: str) -> str:
        """Return the address of Rosewood's row. AssertionError for a name that nobody has given a row."""

        def value(found: re.Match) -> str:
            name = found[1]
            named = {**self.names, **next((more for start, more in NAMED_ON.items() if path.startswith(start)), {})}
            assert name in named, f"{path}: say in tests/console_walk.py which of Rosewood's rows {name!r} is"
            return str(named[name])

        return re.sub(r"\{(\w+)(?::\w+)?\}", value, path)


def populate(engine: Engine, now: datetime) -> Places:
    """Fill an empty database: two clinics with everything, Rosewood's with one person of every role."""
    world = make_world(engine, now)
    with transaction(engine) as session:
        for clinic in session.scalars(select(Clinic)):
            _publish(session, clinic, now)
        rosewood = session.get(Clinic, world.clinic)
        make_staff(session, rosewood, "fred@rosewood.example", "front_desk", now, name="Fred Lind")
        clara = session.scalars(select(Staff).where(Staff.email == "clara@rosewood.example")).one()
        sessions.start(session, clara.id, now, "Firefox on Claras Laptop")
        note = CaseNote(clinic_id=rosewood.id, patient_id=world.mary, escalation_id=world.mary_case, staff_id=clara.id, at=now,
                        text="Mary asked for a doctor's letter")  # fmt: skip
        session.add(note)
        session.flush()
        reply = CannedReply(clinic_id=rosewood.id, title="Ring us", text="Please ring Rosewood on {clinic_phone}")
        session.add(reply)
        text = session.scalars(select(Message).where(Message.patient_id == world.mary).limit(1)).one()
        photo = Photo(clinic_id=rosewood.id, patient_id=world.mary, message_id=text.id, number=1, url="", created_at=now,
                      delete_after=now, state="waiting", said_type="image/jpeg")  # fmt: skip
        session.add(photo)
        session.flush()
        browser, marys = session.scalars(select(StaffSession)).one(), TreatmentSession.patient_id == world.mary
        treatment = session.scalars(select(TreatmentSession).where(marys)).one()
        rows = {"case_id": world.mary_case, "patient_id": world.mary, "session_id": treatment.id, "staff_id": clara.id}
        rows |= {"browser_id": browser.id, "reply_id": reply.id, "note_id": note.id, "photo_id": photo.id}
        return Places(world, {**rows, **NAMED_ALIKE})


#: What clinics call by the same names: an address with such a name leads everybody to their own.
NAMED_ALIKE = {
    "procedure": "microneedling", "topic": "makeup", "kind": "text", "name": "thanks", "number": 1, "figure": "volumes",
}  # fmt: skip
#: The same words mean other things on other pages.
NAMED_ON: dict[str, dict[str, Any]] = {"/console/timelines/": {"slug": "24h", "name": "noted"}}


def _publish(session: Session, clinic: Clinic, now: datetime) -> None:
    """Give a clinic a procedure with the default protocol and timeline published, and a draft of each under way."""
    procedure = Procedure(clinic_id=clinic.id, slug="microneedling", name=f"Microneedling at {clinic.name}")
    session.add(procedure)
    session.flush()
    by = f"owner@{clinic.slug}.example"
    documents = {"protocol": to_yaml(load_default()), "timeline": default_timeline_text()}
    for version, kind in ((ProtocolVersion, "protocol"), (TimelineVersion, "timeline")):
        session.add(version(procedure_id=procedure.id, number=1, document=documents[kind], published_at=now, published_by=by,
                            approved_by=f"Dr {clinic.name}", note=f"First words of {clinic.name}"))  # fmt: skip
        session.add(Draft(procedure_id=procedure.id, kind=kind, document=documents[kind], based_on=1, revision=1, updated_at=now,
                          updated_by=by))  # fmt: skip


class Walker:
    """Somebody who goes everywhere: a browser with a session of its own, or none."""

    def __init__(self, app: Starlette, engine: Engine, now: datetime, email: str | None) -> None:
        self.app, self.engine, self.now, self.email = app, engine, now, email

    def go(self, stop: Stop, places: Places, forged: str | None = None) -> Any:
        """Return what one address answers, with the form's token or a forged one.

        Each is entered with a session of its own, so that ending one ends nothing else.
        """
        client = TestClient(self.app, raise_server_exceptions=False)
        token = self._enter(client) if self.email else ""
        csrf = token if forged is None else forged
        address = places.address(stop.path)
        if stop.method == "GET":
            return client.get(address, follow_redirects=False)
        return client.request(stop.method, address, data={"csrf": csrf, **FORM}, follow_redirects=False)

    def _enter(self, client: TestClient) -> str:
        with transaction(self.engine) as session:
            who = session.scalars(select(Staff).where(Staff.email == self.email)).one()
            token = sessions.start(session, who.id, self.now)
            csrf = session.scalars(select(StaffSession).order_by(StaffSession.id.desc()).limit(1)).one().csrf_token
        client.cookies.set(sessions.COOKIE, token, path="/console")
        return csrf


#: What is typed into every form: each takes what it knows.
FORM = {
    "text": "hello", "note": "done", "search": "Mary", "seen": "999999", "until": "hour", "to": "me", "casenote": "hello",
    "message": "1", "level": "urgent", "role": "read_only", "email": "walker@walk.example", "required": "0", "code": "000000",
    "current": "not the password", "reason": "asked", "name": "Walker", "phone": "+447700900777", "at": "2026-03-04T10:00",
}  # fmt: skip


def rows_of(engine: Engine, clinic_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return every row that belongs to a clinic, by table: those that name it, or a row that is its own."""
    owned: dict[str, set[Any]] = {"clinic": {clinic_id}}
    found: dict[str, list[dict[str, Any]]] = {}
    with reading(engine) as session:
        for table in Base.metadata.sorted_tables:
            keys = [(column.name, key.column.table.name) for column in table.columns for key in column.foreign_keys]
            for row in session.execute(select(table).order_by(*table.primary_key)).mappings():
                mine = row["id"] == clinic_id if table.name == "clinic" else _is_owned(row, keys, owned)
                if mine:
                    found.setdefault(table.name, []).append(dict(row))
                    owned.setdefault(table.name, set()).add(row.get("id", row.get("patient_id")))
    return found


def _is_owned(row: Any, keys: list[tuple[str, str]], owned: dict[str, set[Any]]) -> bool:
    return any(row[name] is not None and row[name] in owned.get(parent, ()) for name, parent in keys)


def state(engine: Engine, clinic_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return what must not be changed by somebody who has no right to, nor by a look."""
    found = {table: rows for table, rows in rows_of(engine, clinic_id).items() if table not in WRITTEN_BY_LOOKS}
    for row in found.get("escalation", []):
        # Whoever opens a case has it (bot.escalations.acknowledge); that nobody else can is in test_on_call.py.
        del row["acknowledged_at"], row["acknowledged_by"]
    return found


def told_by(engine: Engine, clinic_id: int, neighbour_id: int) -> set[str]:
    """Return the words that only this clinic's rows hold: names, numbers, addresses, sentences; no codes, no page's own words."""
    everybodys = [template.read_text() for template in TEMPLATES.rglob("*.html")]
    theirs = "\n".join([*everybodys, *_words(rows_of(engine, neighbour_id))])
    particular = {word for word in _words(rows_of(engine, clinic_id)) if len(word) >= 6 and re.search(r"[ @]|^\+\d", word)}
    return {word for word in particular if word not in theirs}


def _words(rows: dict[str, list[dict[str, Any]]]) -> set[str]:
    return {word for table in rows.values() for row in table for value in row.values() for word in _strings(value)}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def leaks(body: str, words: set[str]) -> list[str]:
    """Return those of the words that a page holds, written plainly or as HTML or JSON writes them."""
    return sorted(word for word in words if word in body or str(escape(word)) in body or json.dumps(word)[1:-1] in body)
