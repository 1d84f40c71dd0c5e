"""The stream that tells an open inbox of changes: quiet while nothing happens, gone with the session, holding nothing."""

from datetime import timedelta
from types import SimpleNamespace

import anyio
import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from starlette.requests import Request

from bot import escalations
from bot.db import reading, transaction
from bot.models import Escalation, Patient, Staff, StaffSession
from bot.web import sessions
from bot.web.console import events
from bot.web.console.desk import Desk
from tests.console_world import inbound, make_world
from tests.integration.console_pages import signed_in

ADDRESS = "/console/inbox/events"


@pytest.fixture
def world(engine, clock):
    return make_world(engine, clock.now())


@pytest.fixture
def client(world, engine, clock):
    return signed_in(engine, clock, "anna@rosewood.example")


@pytest.fixture
def hurry(monkeypatch):
    """Look as fast as the machine can."""
    for name in ("FIRST_PAUSE", "LONGEST_PAUSE", "GLANCE"):
        monkeypatch.setattr(events, name, 0.01)


def heard(client, since=None):
    """Return the names and marks of the events of a stream that ends at once."""
    answer = client.get(ADDRESS, headers={"last-event-id": since} if since else {})
    assert answer.headers["content-type"].startswith("text/event-stream")
    lines = [line.partition(": ")[::2] for line in answer.text.splitlines() if line]
    return [value for name, value in lines if name == "event"], dict(lines).get("id")


def mark(engine, clock, email="anna@rosewood.example"):
    with reading(engine) as session:
        staff = session.scalars(select(Staff).where(Staff.email == email)).one()
        return events.mark_of(Desk(session, staff, clock.now()))


def test_a_page_that_comes_back_hears_only_what_it_has_missed(client, world, engine, clock):
    names, known = heard(client)
    assert names == ["changed"]
    assert heard(client, known) == ([], None)
    with transaction(engine) as session:
        inbound(session, session.get(Patient, world.mary), "it hurts more", clock.now())
    names, newer = heard(client, known)
    assert names == ["changed"]
    assert newer != known


def test_the_stream_tells_the_browser_when_to_come_back_and_a_proxy_not_to_wait(client):
    answer = client.get(ADDRESS)
    assert answer.text.startswith("retry: 5000\n\n")
    assert answer.headers["x-accel-buffering"] == "no"
    assert answer.headers["cache-control"] == "no-store"


def test_a_mark_tells_nothing(client, world):
    answer = client.get(ADDRESS).text
    assert not any(word in answer for word in ("Mary", "900101", "urgent", str(world.mary_case) * 3))


def wakes(session, world, clock):
    clock.advance(hours=2)


CHANGES = {
    "a text": lambda session, world, clock: inbound(session, session.get(Patient, world.mary), "hello", clock.now()),
    "a case of another level": lambda session, world, clock: setattr(session.get(Escalation, world.lily_case), "level", "urgent"),
    "an answer": lambda session, world, clock: setattr(
        session.get(Escalation, world.lily_case), "first_answered_at", clock.now()
    ),
    "a resolved case": lambda session, world, clock: escalations.resolve(
        session, session.get(Escalation, world.lily_case), session.get(Staff, world.anna), "Done", clock.now()
    ),
    "a case that wakes up": wakes,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_mark_differs_after(world, engine, clock, change):
    with transaction(engine) as session:
        session.get(Escalation, world.nora_case).snoozed_until = clock.now() + timedelta(hours=1)
    before = mark(engine, clock)
    assert mark(engine, clock) == before, "it stays as long as nothing happens"
    with transaction(engine) as session:
        change(session, world, clock)
    assert mark(engine, clock) != before


def test_what_happens_next_door_is_not_heard(world, engine, clock):
    before = mark(engine, clock)
    with transaction(engine) as session:
        inbound(session, session.get(Patient, world.harbour_patient), "hello", clock.now())
    assert mark(engine, clock) == before
    assert mark(engine, clock, "otto@harbour.example") != before


def test_without_a_session_there_is_no_stream(client):
    client.cookies.clear()
    answer = client.get(ADDRESS, headers={"accept": "text/event-stream"}, follow_redirects=False)
    assert answer.status_code == 401


def test_beyond_what_one_process_can_hold_the_page_refreshes_itself(client):
    client.app.state.streams = events.MOST_STREAMS
    assert client.get(ADDRESS).status_code == 503
    client.app.state.streams = 0
    assert client.get(ADDRESS).status_code == 200
    assert client.app.state.streams == 0, "a stream that ended is not counted"


def a_request(client):
    """The request of a page that listens."""
    cookie = f"{sessions.COOKIE}={client.cookies[sessions.COOKIE]}".encode()
    headers = [(b"cookie", cookie), (b"accept", b"text/event-stream")]
    return Request({"type": "http", "app": client.app, "headers": headers, "method": "GET", "path": ADDRESS, "query_string": b""})


def listen(client, after_first, lasts=30.0):
    """Return what a stream says, from its first event to its end; `after_first` is called once that was heard."""
    said = []

    async def hear():
        with anyio.fail_after(20):
            async for event in events._changes(a_request(client), lasts):
                said.append(event)
                if len(said) == 1:
                    after_first()

    anyio.run(hear)
    return said


def test_the_stream_ends_with_the_session(client, world, engine, clock, hurry):
    def sign_out():
        with transaction(engine) as session:
            for row in session.scalars(select(StaffSession)):
                sessions.end(session, row.id, clock.now())

    assert listen(client, sign_out)[-1] == events.ENDED


def test_the_stream_ends_when_the_process_is_told_to_stop(client, hurry):
    def stop():
        client.app.state.server = SimpleNamespace(should_exit=True)

    assert len(listen(client, stop)) == 1


def test_the_stream_ends_by_itself_after_its_time(client, hurry):
    assert len(listen(client, lambda: None, lasts=0.2)) == 1


def test_between_two_looks_no_connection_is_held(client, engine, hurry):
    held = []
    listen(client, lambda: held.append(engine.pool.checkedout()), lasts=0.1)
    assert held == [0]


def test_a_database_that_is_away_ends_no_stream(client, world, engine, clock, hurry):
    left = []

    def fail(connection, cursor, statement, *_):
        if left:
            left.pop()
            raise OperationalError(statement, {}, Exception("gone"))

    event.listen(engine, "before_cursor_execute", fail)
    try:
        said = listen(client, lambda: left.extend(range(3)), lasts=0.5)
    finally:
        event.remove(engine, "before_cursor_execute", fail)
    assert left == []
    assert events.ENDED not in said


def test_the_pauses_grow_while_nothing_happens(client, monkeypatch):
    paused = []

    async def note(_request, pause):
        paused.append(pause)
        return len(paused) > 8

    monkeypatch.setattr(events, "_is_stopping", note)
    listen(client, lambda: None)
    assert paused[0] == events.FIRST_PAUSE
    assert paused == sorted(paused)
    assert paused[-1] == events.LONGEST_PAUSE
