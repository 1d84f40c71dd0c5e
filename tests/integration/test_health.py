"""/healthz and /readyz: up, ready, and what is missing otherwise."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from bot import heartbeat
from bot.clock import SystemClock
from bot.db import make_engine
from bot.web import health
from bot.web.app import create_app
from tests.carrier import settings_for
from tests.integration.people import AYA, open_clinic, queue


@pytest.fixture
def client(engine, clock):
    with TestClient(create_app(settings_for(), engine, clock)) as client:
        yield client


@pytest.fixture
def workers(engine):
    for name in ("dialogue", "scheduler"):
        heartbeat.beat(engine, name)


def test_it_is_up_even_without_a_database(clock, tmp_path):
    missing = make_engine(f"sqlite:///{tmp_path / 'no-tables.db'}")
    with TestClient(create_app(settings_for(), missing, clock)) as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["database"]) == (503, False)


def test_with_all_workers_alive_it_is_ready(client, workers):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "database": True,
        "model": True,
        "scheduler": True,
        "backlog": {"inbound_oldest_seconds": 0, "outbox_oldest_seconds": 0},
        "red": [],
    }


@pytest.mark.parametrize(("name", "shown"), [("dialogue", "model"), ("scheduler", "scheduler")])
def test_a_worker_that_was_never_seen_is_missing(client, engine, name, shown):
    heartbeat.beat(engine, "scheduler" if name == "dialogue" else "dialogue")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()[shown]) == (503, False)


def test_a_worker_that_went_silent_is_missing(client, engine, workers):
    heartbeat.beat(engine, "dialogue", now=SystemClock().now() - heartbeat.GONE_AFTER - timedelta(seconds=1))
    assert client.get("/readyz").json()["model"] is False


def test_a_model_that_still_loads_is_not_ready(client, engine, workers):
    heartbeat.beat(engine, "dialogue", ready=False)
    assert client.get("/readyz").status_code == 503


def test_workers_of_an_earlier_life_do_not_count(client, engine, workers):
    heartbeat.forget(engine)
    assert client.get("/readyz").status_code == 503


def test_a_moved_clock_makes_nobody_look_dead(client, workers, clock):
    clock.advance(days=7)
    assert client.get("/readyz").status_code == 200


def test_a_text_that_waits_too_long_turns_it_red(client, engine, workers, clock):
    open_clinic(engine, clock.now())
    queue(engine, "Hello", clock.now())
    clock.advance(minutes=5)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["backlog"]["outbox_oldest_seconds"]) == (200, 300)
    clock.advance(seconds=1)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["red"]) == (503, ["outbox_oldest_seconds reply"])
    assert AYA not in answer.text


def test_a_database_that_is_away_is_said_so(client, monkeypatch):
    def away(*_):
        raise OperationalError("select", {}, Exception("away"))

    monkeypatch.setattr(health, "report", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)
