"""No page asks the database more than fifteen times, and none asks more the more there is."""

import pytest
from starlette.testclient import TestClient

from bench.clinic_rows import NOW
from bench.large_clinic import Size, build, grow
from bench.pages import SEARCHED, requests
from bot.web.app import create_app
from tests.conftest import FixedClock
from tests.console_world import settings
from tests.integration.console_pages import hidden, sign_in
from tests.statements import MOST_QUERIES, counted

FEW, MORE = Size(patients=30, neighbours=2, long_talk=10, shelf=2), Size(patients=120, neighbours=10, long_talk=60, shelf=8)


@pytest.fixture
def app(engine):
    app = create_app(settings(), engine, FixedClock(NOW))
    app.state.machine_clock, app.state.stream_lasts = FixedClock(NOW), 0
    return app


def asked(app, engine, names):
    """Return how many queries each page makes."""
    client, found = TestClient(app), {}
    sign_in(client, "anna@rosewood.example")
    form = {"csrf": hidden(client.get("/console/account").text, "csrf"), **SEARCHED}
    for page in requests(app, names):
        with counted(engine) as statements:
            answer = client.get(page.address) if page.method == "GET" else client.post(page.address, data=form)
        assert answer.status_code == 200, page.name
        found[page.name] = len(statements)
    return found


def test_pages_ask_little_and_no_more_when_there_is_more(app, engine):
    names = build(engine, FEW).names
    few = asked(app, engine, names)
    assert {name: queries for name, queries in few.items() if queries > MOST_QUERIES} == {}
    grow(engine, MORE)
    many = asked(app, engine, names)
    assert {name: (few[name], many[name]) for name in many if many[name] > few[name]} == {}
