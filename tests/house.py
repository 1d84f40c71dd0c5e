"""A demo's web process and scheduler inside the test process, around a database that the test holds too."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import uvicorn
from sqlalchemy.engine import Engine

from bot import enrolment, scheduler
from bot.clock import ShiftedClock
from bot.db import make_engine, migrate, transaction
from bot.settings import Settings, load
from bot.web.app import create_app
from tests.conftest import THURSDAY_MORNING

ACCOUNT, TOKEN = "AC" + "0" * 32, "t" * 32
CLINIC_PHONE, ON_CALL = "+447700900000", "+447700900999"
AMARA, BETH = "+447700900101", "+447700900102"


@dataclass
class House:
    """Everything that a test of the running product holds in its hands."""

    settings: Settings
    engine: Engine
    clock: ShiftedClock
    client: httpx.Client

    def enroll(self, phone: str = AMARA, *, hours_ago: float = 1, **more: Any) -> int:
        """Enrol a patient of the clinic; return the patient's id."""
        now = self.clock.now()
        with transaction(self.engine) as session:
            done = enrolment.enroll(
                session, clinic=the_clinic(session), phone=phone, performed_at=now - timedelta(hours=hours_ago), now=now, **more
            )
            return done.patient.id

    def text(self, phone: str, words: str) -> httpx.Response:
        """Text the clinic as that phone."""
        return self.client.post("/simulator/messages", json={"from": phone, "to": CLINIC_PHONE, "text": words})

    def on_phone(self, phone: str) -> list[dict[str, str]]:
        """Return what a phone has sent and received."""
        return self.client.get("/simulator/messages", params={"phone": phone}).json()

    def send(self, **parameters: str) -> httpx.Response:
        """Send a text through the carrier's API, as the clinic."""
        form = {"To": AMARA, "From": CLINIC_PHONE, "Body": "Hello"} | parameters
        return self.client.post(api(), data={name: value for name, value in form.items() if value}, auth=(ACCOUNT, TOKEN))


def api(sid: str = "") -> str:
    """Return the path of the carrier's messages, or of one of them."""
    return f"/simulator/twilio/2010-04-01/Accounts/{ACCOUNT}/Messages{'/' + sid if sid else ''}.json"


def the_clinic(session: Any) -> Any:
    from sqlalchemy import select

    from bot.models import Clinic

    return session.execute(select(Clinic)).scalar_one()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def demo_settings(var: Path, database_url: str, port: int) -> Settings:
    """Return the settings of a demo that lives in `var` and is reached at `port`."""
    here = f"http://127.0.0.1:{port}"
    given = {
        "DATABASE_URL": database_url, "PUBLIC_URL": here, "PORT": str(port), "SECRET_KEY": "s" * 32, "SIMULATOR": "1",
        "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_API_URL": f"{here}/simulator/twilio",
    }  # fmt: skip
    return load(given, var)


@contextmanager
def served(app: Any, port: int) -> Iterator[None]:
    """Serve an ASGI application on a thread until the block ends."""
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="none", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    eventually(lambda: server.started)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(15)


@contextmanager
def open_house(
    engine: Engine, database_url: str, var: Path, *, port: int = 0, around: Callable[[Any], Any] = lambda app: app
) -> Iterator[House]:
    """The web process of a demo, on a Thursday morning whatever the machine's own time is. `around` wraps the application."""
    port = port or free_port()
    settings = demo_settings(var, database_url, port)
    clock = ShiftedClock(var / "clock")
    clock.move_to(THURSDAY_MORNING)
    app = around(create_app(settings, engine, clock))
    with served(app, port), httpx.Client(base_url=settings.public_url, trust_env=False) as client:
        yield House(settings, engine, clock, client)


@contextmanager
def sqlite_house(var: Path, around: Callable[[Any], Any] = lambda app: app) -> Iterator[House]:
    """A house of its own in `var`, with its clinic on file: for tests of what stands outside the record, such as the carrier."""
    url = f"sqlite:///{var / 'companion.sqlite3'}"
    migrate(url)
    engine = make_engine(url)
    add_clinic(engine, THURSDAY_MORNING)
    with open_house(engine, url, var, around=around) as house:
        yield house
    engine.dispose()


def add_clinic(engine: Engine, now: Any) -> None:
    """Put the clinic on file that the tests of a running house text with."""
    with transaction(engine) as session:
        enrolment.add_clinic(
            session, slug="demo", name="Harley Skin Studio", phone=CLINIC_PHONE, timezone="Europe/London", country="GB",
            on_call=ON_CALL, now=now, published_by="test",
        )  # fmt: skip


@contextmanager
def scheduling(house: House) -> Iterator[None]:
    """Run a scheduler beside the house."""
    stop = threading.Event()
    with patch.object(scheduler.log, "configure", lambda *_: None):
        thread = threading.Thread(target=scheduler.run, args=(house.settings, stop), daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(20)


def eventually(question: Callable[[], Any], seconds: float = 15) -> Any:
    """Ask until the answer is true, and return it. AssertionError when it never is."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if answer := question():
            return answer
        pause.wait(0.05)
    raise AssertionError(f"this never came true within {seconds} s")
