"""One combination, played: four patients, a carrier that fails, a process that dies, and fresh ones that finish the work."""

import json
import shutil
import sqlite3
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, select, text

from bot import enrolment
from bot.carrier import Received
from bot.clock import ShiftedClock
from bot.db import make_engine, migrate, transaction
from bot.errors import BotError
from bot.models import Clinic
from bot.settings import Settings
from bot.simulator.store import FILE
from bot.web import webhooks
from tests.conftest import THURSDAY_MORNING
from tests.faults import oracle
from tests.faults.combinations import CANNOT_TELL, ORDERS, WELL, Combination
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
#: The step at which the carrier gets well by itself, after the last moment at which a text is still tried.
WELL_AGAIN = 15
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
        memory = Path("/dev/shm")  # a killed process loses nothing that it wrote: a disk would only be slower
        self.folder = Path(tempfile.mkdtemp(prefix="faults-", dir=memory if memory.is_dir() else None))
        stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        known = f"sqlite:///{self.folder}/carrier_record.db"
        self.clock = ShiftedClock(self.folder / "clock")
        self.clock.move_to(THURSDAY_MORNING)
        self.cluster = stack.enter_context(private_cluster()) if "postgresql" in databases else None
        build(known)
        with closing(sqlite3.connect(self.folder / "carrier_record.db")) as connection:
            connection.execute(f"VACUUM INTO '{self.folder}/template.db'")
        if self.cluster:
            self._execute("CREATE DATABASE template_of_all")
            build(address(self.cluster, "template_of_all"))
            self._execute("ALTER DATABASE template_of_all ALLOW_CONNECTIONS false")  # its copies want it to themselves
            self._execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'template_of_all'")
        port = free_port()
        self.roles = Roles(_settings(self.folder, known, port), brain, port)
        child = fork(self.roles.carrier, self.roles.log)
        stack.callback(child.kill)
        await_answer(self.carrier_url(CARRIER + "/clock"))
        for kind in databases:
            self.rehearse(kind)

    def _execute(self, statement: str) -> None:
        assert self.cluster is not None
        engine = create_engine(address(self.cluster, "postgres"), future=True, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def carrier_url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.roles.carrier_port}{path}"

    def fresh(self, kind: str) -> str:
        """Put a copy of the template in the place where plays of this kind happen; return its address."""
        if kind == "sqlite":
            for path in self.folder.glob("play.db*"):
                path.unlink()
            shutil.copy(self.folder / "template.db", self.folder / "play.db")
            return f"sqlite:///{self.folder}/play.db"
        assert self.cluster is not None
        self._execute("DROP DATABASE IF EXISTS play WITH (FORCE)")
        self._execute("CREATE DATABASE play TEMPLATE template_of_all")
        return address(self.cluster, "play")

    def rehearse(self, kind: str) -> None:
        """Do everything once in this process, so that what is forked has every statement compiled and every text parsed."""
        self.clock.move_to(THURSDAY_MORNING)
        roles = self.roles.on(self.fresh(kind))
        for number, (phone, words) in enumerate(SAID):
            one = Received(f"SM{number}", phone, CLINIC_PHONE, words, 0, THURSDAY_MORNING)
            webhooks._take_in(roles.engine(), self.clock, one)
        for _ in range(2):
            roles.work()
            self.clock.move_to(self.clock.now() + timedelta(seconds=LATE))
        oracle.judge(self, roles.engine(), self.clock.now())
        roles.close()
        self.forget()

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

    def __init__(self, theatre: Theatre, combination: Combination, database_url: str, jump: float = 0) -> None:
        self.theatre, self.combination = theatre, combination
        #: Seconds by which the machine's clock is set, once, after the first look at what there is to do.
        self.jump = jump
        self.roles = theatre.roles.on(database_url)
        self.point = None if combination.point == WELL else combination.point
        self.may_die = self.point is not None
        self.deaths = 0
        self.server: Child | None = None

    def run(self) -> None:
        """Play it to its end: nothing waits any more, or time is up."""
        self.theatre.clock.move_to(THURSDAY_MORNING)
        self.theatre.forget()
        for order in ORDERS[self.combination.fault]:
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
        # Two may: a web process that was told to die lives on while a worker gets there first.
        if status != KILLED or not self.may_die:
            raise RuntimeError(f"a process ended by itself with status {status}")
        self.point, self.deaths = None, self.deaths + 1

    def work(self) -> None:
        """Let dialogue and scheduler work while time moves on, until nothing waits."""
        quiet = 0
        for number, step in enumerate(STEPS):
            if number == WELL_AGAIN:
                request("DELETE", self.theatre.carrier_url(CARRIER + "/faults"))
            died, status = self._turn()
            self.callbacks()
            quiet = 0 if died or status != QUIET else quiet + 1
            if quiet == 2:
                return
            self.pass_time(AFTER_A_DEATH if died else LATE if quiet else step)
            self.pass_time(self.jump)
            self.jump = 0

    def _turn(self) -> tuple[bool, int]:
        """Let a worker do what there is to do; when it dies, a fresh one at once, and later what the dead one held."""
        status = fork(self.roles.work, self.roles.log, self.point).wait()
        if status >= 0:
            return False, status
        self._mourn(status)
        return True, fork(self.roles.work, self.roles.log).wait()

    def callbacks(self) -> None:
        """Wait until the carrier has posted what it owes, and see to it that somebody hears."""
        deadline = time.monotonic() + POSTING
        while self.theatre.carrier_rows("SELECT 1 FROM callback LIMIT 1") and time.monotonic() < deadline:
            self.serve()
            time.sleep(0.01)
        self.serve()

    def pass_time(self, seconds: float) -> None:
        self.theatre.clock.move_to(self.theatre.clock.now() + timedelta(seconds=seconds))


def play(theatre: Theatre, combination: Combination, jump: float = 0) -> Outcome:
    """Play one combination and judge it."""
    began = time.monotonic()
    one = Play(theatre, combination, theatre.fresh(combination.database), jump)
    try:
        one.run()
        can_tell = combination.fault != CANNOT_TELL
        problems, twice = oracle.judge(theatre, one.roles.engine(), theatre.clock.now(), can_tell)
    except Exception as error:
        problems, twice = [f"{type(error).__name__}: {error}"], []
    one.roles.close()
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
