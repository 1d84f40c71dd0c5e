"""A call of the on-call order as another system hears of it: signed, without the patient, tried again, never lost."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from sqlalchemy import select

from bot import alert_ways, alert_webhook, on_call, settings
from bot.db import reading
from bot.errors import SettingsError
from bot.models import Escalation, Message
from tests.carrier import settings_for
from tests.unit.test_mail import ENVIRONMENT
from tests.world import AMIRA, World

EMERGENCY, URGENT = "I can't breathe and my throat is closing", "my face is hot and swollen and there is pus"
SECRET = "a secret of twenty-four letters".replace(" ", "-")


@dataclass
class Pager:
    """The other system: what it answers, and what it was told (headers, body)."""

    url: str = ""
    answers: int = 204
    where: str = ""
    told: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.told]


@contextmanager
def pager() -> Iterator[Pager]:
    """Run one on a free port of this machine."""
    heard = Pager()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.told.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(heard.answers)
            if heard.where:
                self.send_header("Location", heard.where)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        heard.url = f"http://127.0.0.1:{server.server_address[1]}/hook/key-in-the-address"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield heard
        server.shutdown()


@pytest.fixture
def world(engine, clock):
    return World(engine, clock).open()


def job(world, url):
    return on_call.OnCall(world.engine, world.clock, settings_for(alert_webhook_url=url, alert_webhook_secret=SECRET))


def test_each_call_is_told_once_with_a_link_and_nothing_about_the_patient(world):
    with pager() as other:
        look = job(world, other.url)
        world.text(AMIRA, EMERGENCY)
        look(), look()
        world.clock.advance(minutes=5)
        look(), look()
    assert [event["call"] for event in other.events] == [1, 2]
    (case,) = world.cases(AMIRA)
    first = other.events[0]
    assert (first["case"], first["level"], first["clinic"]) == (case.id, "emergency", "harbour")
    assert first["link"].endswith(f"/console/cases/{case.id}")
    assert len({event["id"] for event in other.events}) == 2, "by its id a receiver takes each once"
    for personal in ("Amira", AMIRA, AMIRA[-3:], "breathe"):
        assert personal not in "".join(body.decode() for _, body in other.told)


def test_the_signature_is_over_the_time_and_the_body(world):
    with pager() as other:
        world.text(AMIRA, EMERGENCY)
        job(world, other.url)()
    (headers, body), at = other.told[0], str(int(world.now.timestamp()))
    assert headers[alert_webhook.TIME] == at
    assert headers[alert_webhook.SIGNATURE] == alert_webhook.signature(SECRET, at, body)
    assert alert_webhook.signature(SECRET, at, body + b" ") != headers[alert_webhook.SIGNATURE]
    assert alert_webhook.signature(SECRET, "0", body) != headers[alert_webhook.SIGNATURE]


@pytest.mark.parametrize(("answers", "where"), [(500, ""), (404, ""), (302, "http://127.0.0.1:9/elsewhere")])
def test_what_is_not_taken_is_told_again_and_the_log_keeps_the_address_to_itself(world, caplog, answers, where):
    with pager() as other:
        look = job(world, other.url)
        other.answers, other.where = answers, where
        world.text(AMIRA, EMERGENCY)
        look()
        assert len(other.told) == 1
        other.answers, other.where = 200, ""
        look(), look()
        assert len(other.told) == 2
    assert other.events[0] == other.events[1]
    assert "key-in-the-address" not in caplog.text


def test_an_alert_whose_sender_died_half_way_is_told_by_the_next(world, monkeypatch):
    class Died(BaseException): ...

    def dies(*_: Any, **__: Any) -> None:
        raise Died

    with pager() as other:
        look = job(world, other.url)
        world.text(AMIRA, EMERGENCY)
        with monkeypatch.context() as patched, pytest.raises(Died):
            patched.setattr(alert_webhook._OPENER, "open", dies)
            look()
        look()
        assert other.told == [], "it may be on its way still"
        world.clock.advance(seconds=alert_ways.TRY_LASTS.total_seconds())
        look()
    assert len(other.told) == 1


def test_a_system_that_stays_away_is_given_up_and_keeps_nobody_from_being_called(world):
    world.text(AMIRA, EMERGENCY)
    look = job(world, "http://127.0.0.1:9/")
    world.clock.advance(minutes=5)
    assert look() == 1, "the next person was called"
    with reading(world.engine) as session:
        states = [row.explanation["webhook"] for row in session.scalars(select(Message).where(Message.sender == "alert"))]
        case = session.scalars(select(Escalation)).one()
    assert states == ["waits", "waits"]
    later = case.called_at + alert_ways.WITHIN + timedelta(seconds=1)
    with pager() as other:
        assert alert_ways.send_waiting(world.engine, job(world, other.url).settings, later) == 0
    assert other.told == []


SET = {"ALERT_WEBHOOK_URL": "https://pager.example.com/key", "ALERT_WEBHOOK_SECRET": SECRET}


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"ALERT_WEBHOOK_URL": "http://pager.example.com/key"}, "ALERT_WEBHOOK_URL must begin with https://"),
        ({"ALERT_WEBHOOK_URL": "pager.example.com/key"}, "ALERT_WEBHOOK_URL must begin with https://"),
        ({"ALERT_WEBHOOK_SECRET": ""}, "ALERT_WEBHOOK_SECRET is not set"),
        ({"ALERT_WEBHOOK_SECRET": "short"}, "ALERT_WEBHOOK_SECRET must be at least 24"),
    ],
)
def test_settings_that_cannot_work_stop_the_start(tmp_path, changed, problem):
    with pytest.raises(SettingsError, match=problem) as error:
        settings.load({**ENVIRONMENT, **SET, **changed}, tmp_path)
    assert "example.com/key" not in str(error.value)


def test_the_settings_are_read(tmp_path):
    found = settings.load({**ENVIRONMENT, **SET, "ALERT_WEBHOOK_URL": "http://localhost:8080/a"}, tmp_path)
    assert (found.alert_webhook_url, found.alert_webhook_secret) == ("http://localhost:8080/a", SECRET)
