"""One combination, played: four patients, a carrier that fails, a process that dies, and fresh ones that finish the work."""

import json
import shutil
import sqlite3
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, select, text

from bot import enrolment
from bot.clock import ShiftedClock
from bot.db import make_engine, migrate, transaction
from bot.errors import BotError
from bot.models import Clinic
from bot.settings import Settings
from bot.simulator.store import FILE
from tests.conftest import THURSDAY_MORNING
from tests.faults.combinations import WELL, Combination, orders
from tests.faults.processes import KILLED, Child, fork
from tests.faults.roles import QUIET, Roles
from tests.house import CLINIC_PHONE, ON_CALL, demo_settings, free_port
from tests.postgres import address, private_cluster

ASKS, IN_DANGER, STOPS, IS_DUE = (f"+44770090010{number}" for number in range(1, 5))
#: Hours since the session; four hours is when a check-in falls due.
HOURS = {ASKS: 30, IN_DANGER: 30, STOPS: 30, IS_DUE: 4}
SAID = ((ASKS, "can I wear makeup?"), (IN_DANGER, "i cant breathe and my tongue is swelling"), (STOPS, "STOP"))
#: Seconds by which time moves on between two looks: at first a text's own retries, then the patience of held ones.
STEPS = (12.0,) * 12 + (61.0,) * 4 + (300.0,) * 4
#: A worker that died holds its text for a minute.
AFTER_A_DEATH = 62.0
#: Where the carrier is asked about late receipts.
LATE = 180.0
CARRIER = "/simulator"
#: Seconds for the carrier to post what it owes.
POSTING = 3.0


@dataclass
class Outcome:
    """How a combination ended. `died`: whether a process did get to the point; `problems` as words, empty when all is well."""

    combination: Combination
    died: bool
    seconds: float
    problems: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)


class Theatre:
    """The databases, the carrier and the loaded model, once for all combinations."""

    def __init__(self, stack: ExitStack, brain: Any, databases: tuple[str, ...]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="faults-"))
        stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        template = f"sqlite:///{self.folder}/template.db"
        self.clock = ShiftedClock(self.folder / "clock")
        self.clock.move_to(THURSDAY_MORNING)
        self.cluster = stack.enter_context(private_cluster()) if "postgresql" in databases else None
        self.numbers = count(1)
        build(template)
        if self.cluster:
            self._execute("CREATE DATABASE template_of_all")
            build(address(self.cluster, "template_of_all"))
        port = free_port()
        self.roles = Roles(_settings(self.folder, template, port), brain, port)
        self.roles.warm_up()
        child = fork(self.roles.carrier, self.roles.log)
        stack.callback(child.kill)
        await_answer(self.carrier_url(CARRIER + "/clock"))

    def _execute(self, statement: str) -> None:
        assert self.cluster is not None
        engine = create_engine(address(self.cluster, "postgres"), future=True, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def carrier_url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.roles.carrier_port}{path}"

    @contextmanager
    def database(self, kind: str) -> Iterator[str]:
        """Yield the address of a fresh copy of the template; gone afterwards."""
        name = f"play_{next(self.numbers)}"
        if kind == "sqlite":
            shutil.copy(self.folder / "template.db", self.folder / f"{name}.db")
            yield f"sqlite:///{self.folder}/{name}.db"
            for path in self.folder.glob(f"{name}.db*"):
                path.unlink()
        else:
            assert self.cluster is not None
            self._execute(f"CREATE DATABASE {name} TEMPLATE template_of_all")
            yield address(self.cluster, name)
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def carrier_rows(self, question: str, *values: Any) -> list[sqlite3.Row]:
        """Ask the carrier's own store."""
        connection = sqlite3.connect(self.folder / FILE, timeout=15)
        connection.row_factory = sqlite3.Row
        try:
            with connection:
                return connection.execute(question, values).fetchall()
        finally:
            connection.close()

    def forget(self) -> None:
        """Let the carrier be well, and empty, as on the first day."""
        request("DELETE", self.carrier_url(CARRIER + "/faults"))
        tables = self.carrier_rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        for table in sorted((row["name"] for row in tables), key=lambda name: name == "carrier_message"):
            self.carrier_rows(f"DELETE FROM {table}")


def _settings(folder: Path, database_url: str, carrier_port: int) -> Settings:
    found = demo_settings(folder, database_url, free_port())
    api = f"http://127.0.0.1:{carrier_port}{CARRIER}/twilio"
    return replace(found, simulator=False, twilio_api_url=api)  # the carrier has a process of its own


def build(url: str) -> None:
    """Make a clinic and its four patients on a fresh database."""
    migrate(url)
    engine, now = make_engine(url), THURSDAY_MORNING
    with transaction(engine) as session:
        enrolment.add_clinic(
            session, slug="harbour", name="Harbour Skin Clinic", phone=CLINIC_PHONE, timezone="Europe/London", country="GB",
            on_call=ON_CALL, now=now - timedelta(days=2), published_by="test",
        )  # fmt: skip
        clinic = session.execute(select(Clinic)).scalar_one()
        for phone, hours in HOURS.items():
            performed_at = now - timedelta(hours=hours)
            enrolment.enroll(session, clinic=clinic, phone=phone, performed_at=performed_at, now=performed_at)
    engine.dispose()


def request(method: str, url: str, body: dict[str, Any] | None = None) -> int:
    """Ask over HTTP and return the status; 0 when nobody answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    raw = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(url, raw, {"Content-Type": "application/json"}, method=method)
    try:
        with opener.open(asked, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return int(refused.code)
    except OSError:
        return 0


def await_answer(url: str, seconds: float = 20) -> None:
    """Wait until a server answers."""
    deadline = time.monotonic() + seconds
    while request("GET", url) == 0:
        if time.monotonic() > deadline:
            raise BotError("a server did not start")
        time.sleep(0.01)


class Play:
    """The processes of one combination."""

    def __init__(self, theatre: Theatre, combination: Combination, database_url: str) -> None:
        self.theatre, self.combination = theatre, combination
        self.roles = theatre.roles.on(database_url)
        self.point = None if combination.point == WELL else combination.point
        self.deaths = 0
        self.server: Child | None = None

    def run(self) -> None:
        """Play it to its end: nothing waits any more, or time is up."""
        self.theatre.clock.move_to(THURSDAY_MORNING)
        self.theatre.forget()
        if order := orders()[self.combination.fault]:
            assert request("POST", self.theatre.carrier_url(CARRIER + "/faults"), order) == 200
        try:
            for phone, words in SAID:
                self.serve()
                self.say(phone, words)
            self.work()
        finally:
            if self.server:
                self.server.kill()

    def say(self, phone: str, words: str) -> None:
        body = {"from": phone, "to": CLINIC_PHONE, "text": words}
        request("POST", self.theatre.carrier_url(CARRIER + "/messages"), body)

    def serve(self) -> None:
        """See to it that a web process lives; the first one may be told to die."""
        if self.server is not None:
            if (status := self.server.look()) is None:
                return
            self._mourn(status)
        self.server = fork(self.roles.web, self.roles.log, self.point)
        await_answer(f"http://127.0.0.1:{self.roles.settings.port}/healthz")

    def _mourn(self, status: int) -> None:
        if status != KILLED or self.point is None:
            raise RuntimeError(f"a process ended by itself with status {status}")
        self.point, self.deaths = None, self.deaths + 1

    def work(self) -> None:
        """Let the dialogue and the scheduler work by turns while time moves on, until nothing waits."""
        quiet = 0
        for step in STEPS:
            deaths = self.deaths
            self._turn(self.roles.dialogue)
            status = self._turn(self.roles.scheduler)
            self.callbacks()
            quiet = quiet + 1 if status == QUIET and deaths == self.deaths else 0
            if quiet == 2:
                return
            self.pass_time(AFTER_A_DEATH if self.deaths > deaths else LATE if quiet else step)

    def _turn(self, work: Any) -> int:
        status = fork(work, self.roles.log, self.point).wait()
        if status < 0:
            self._mourn(status)
        return status

    def callbacks(self) -> None:
        """Wait until the carrier has posted what it owes, and see to it that somebody hears."""
        deadline = time.monotonic() + POSTING
        while self.theatre.carrier_rows("SELECT 1 FROM callback LIMIT 1") and time.monotonic() < deadline:
            self.serve()
            time.sleep(0.01)
        self.serve()

    def pass_time(self, seconds: float) -> None:
        self.theatre.clock.move_to(self.theatre.clock.now() + timedelta(seconds=seconds))


def play(theatre: Theatre, combination: Combination) -> Outcome:
    """Play one combination and judge it."""
    from tests.faults import oracle

    began = time.monotonic()
    with theatre.database(combination.database) as url:
        one = Play(theatre, combination, url)
        try:
            one.run()
            problems, twice = oracle.judge(theatre, url, theatre.clock.now())
        except Exception as error:
            problems, twice = [f"{type(error).__name__}: {error}"], []
    return Outcome(combination, one.deaths > 0, time.monotonic() - began, problems, twice)


@contextmanager
def theatre(databases: tuple[str, ...]) -> Iterator[Theatre]:
    """Load the model and open everything that combinations share."""
    from bot import log, training
    from bot.dialogue.brain import Brain

    log.configure()
    brain = Brain(training.trained_model())
    with ExitStack() as stack:
        yield Theatre(stack, brain, databases)
