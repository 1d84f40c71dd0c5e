"""The whole demo as `make run` starts it, in a folder of its own: processes under a supervisor, phones, time that can be moved.

Its time begins on Thursday 5 March 2026 at 10:00, so that every run lives the same weekdays and the same change to summer time.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import psutil
from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot.clock import ShiftedClock
from bot.db import make_engine, reading
from bot.models import CheckIn, Escalation, Message, Patient
from tests.conftest import THURSDAY_MORNING
from tests.house import CLINIC_PHONE, eventually, free_port

ROOT = Path(__file__).parents[2]
#: What the product reads from the folder that it is started in.
NEEDED = ("actions", "bot", "config.yml", "data", "domain.yml", "models", "requirements.txt")
START_SECONDS, STOP_SECONDS, QUIET_SECONDS = 180, 20, 150
#: A claim is given up after this: what a killed process held is then taken by another.
CLAIM_ENDS = timedelta(seconds=61)
#: As `make run` has them: one clinic's traffic gains nothing from many threads.
FEW_THREADS = {"OMP_NUM_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "2", "TF_CPP_MIN_LOG_LEVEL": "3"}


@dataclass
class Demo:
    """A running demo: its processes, its phones, its record and its clock."""

    folder: Path
    port: int = field(default_factory=free_port)
    supervisor: subprocess.Popen | None = None

    def __post_init__(self) -> None:
        for name in NEEDED:
            (self.folder / name).symlink_to(ROOT / name)
        self.var.mkdir()
        self.clock.move_to(THURSDAY_MORNING)
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=300)

    @property
    def var(self) -> Path:
        return self.folder / "var"

    @property
    def clock(self) -> ShiftedClock:
        return ShiftedClock(self.var / "clock")

    @property
    def engine(self) -> Engine:
        if not hasattr(self, "_engine"):
            self._engine = make_engine(f"sqlite:///{self.var / 'aftercare.db'}")
        return self._engine

    # Processes

    def start(self) -> float:
        """Start everything; return the seconds until it was ready."""
        began = time.monotonic()
        with (self.folder / "log").open("a") as log:
            command, where = self._command("run", "--simulator"), self._surroundings()
            self.supervisor = subprocess.Popen(command, **where, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.wait_until_ready()
        return time.monotonic() - began

    def wait_until_ready(self) -> None:
        """Wait for /readyz. AssertionError with the end of the log when it never comes."""
        try:
            eventually(self._is_ready, START_SECONDS)
        except AssertionError:
            raise AssertionError(f"the demo is not ready: {(self.folder / 'log').read_text()[-3000:]}") from None

    def _is_ready(self) -> bool:
        assert self.supervisor is not None and self.supervisor.poll() is None, "the supervisor has ended"
        try:
            return self.client.get("/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def stop(self) -> int:
        """Stop everything as Ctrl-C would; return the supervisor's exit status."""
        assert self.supervisor is not None
        self.supervisor.send_signal(signal.SIGTERM)
        return self.supervisor.wait(STOP_SECONDS)

    def process(self, name: str) -> psutil.Process:
        """Return the running process `name` (web, dialogue, scheduler), waited for while the supervisor starts it anew."""
        assert self.supervisor is not None
        return eventually(lambda: next(filter(lambda one: _runs(one, name), self._children()), None), 60)

    def _children(self) -> list[psutil.Process]:
        assert self.supervisor is not None
        return psutil.Process(self.supervisor.pid).children()

    def bot(self, *words: str) -> str:
        """Run a command as at a shell in the demo's folder; return what it prints."""
        done = subprocess.run(self._command(*words), **self._surroundings(), capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "bot", *words]

    def _surroundings(self) -> dict[str, Any]:
        return {"cwd": self.folder, "env": {**os.environ, **FEW_THREADS, "PORT": str(self.port), "PYTHONPATH": str(self.folder)}}

    # Phones

    def text(self, phone: str, words: str) -> None:
        """Text the clinic as that phone."""
        sent = self.client.post("/simulator/messages", json={"from": phone, "to": CLINIC_PHONE, "text": words})
        assert sent.status_code == 200, sent.text

    def on_phone(self, phone: str) -> list[str]:
        """Return the words that the phone has received from the clinic, oldest first."""
        shown = self.client.get("/simulator/messages", params={"phone": phone}).json()
        return [text["text"] for text in shown if text["direction"] == "out"]

    def say(self, phone: str, words: str, seconds: float = 45) -> str:
        """Text the clinic and return the next words that arrive on the phone."""
        before = len(self.on_phone(phone))
        self.text(phone, words)
        return eventually(lambda: self.on_phone(phone)[before:], seconds)[0]

    def travel(self, **step: float) -> None:
        """Move time on, living through everything on the way."""
        arrived = self.client.post("/simulator/clock", json={"advance_hours": timedelta(**step) / timedelta(hours=1)})
        assert arrived.status_code == 200, arrived.text

    def travel_to_check_in(self, patient_id: int) -> bool:
        """Move time to the patient's next check-in; False when none is ahead."""
        return self.client.post("/simulator/clock/next", json={"patient": patient_id}).status_code == 200

    def fault(self, kind: str) -> None:
        """Let the carrier fail once in this way."""
        assert self.client.post("/simulator/faults", json={"kind": kind, "count": 1}).status_code == 200

    # Record

    def enroll(self, phone: str, hours_ago: float, *more: str) -> int:
        """Enrol a patient at the command line; return the patient's id."""
        performed_at = (self.clock.now() - timedelta(hours=hours_ago)).isoformat()
        out = self.bot("enroll", "--clinic", "demo", "--phone", phone, "--performed-at", performed_at, *more)
        return json.loads(out)["patient_id"]

    def ledger(self, phone: str) -> list[dict[str, Any]]:
        """Return the ledger of a phone as the command line prints it."""
        return [json.loads(line) for line in self.bot("ledger", phone).splitlines()]

    def transcript(self, phone: str) -> list[dict[str, Any]]:
        """Return the transcript of a phone as the command line prints it."""
        return [json.loads(line) for line in self.bot("transcript", phone).splitlines()]

    def rows(self, *conditions: Any) -> list[Message]:
        """Return the messages on record that fit, oldest first."""
        with reading(self.engine) as session:
            return list(session.execute(select(Message).where(*conditions).order_by(Message.id)).scalars())

    def cases(self, phone: str) -> list[Escalation]:
        """Return the cases of the patient with this phone, oldest first."""
        return self._of_patient(Escalation, phone)

    def check_ins(self, phone: str) -> list[CheckIn]:
        """Return the check-ins of the patient with this phone."""
        return self._of_patient(CheckIn, phone)

    def _of_patient(self, table: Any, phone: str) -> list[Any]:
        theirs = select(table).join(Patient, Patient.id == table.patient_id).where(Patient.phone == phone)
        with reading(self.engine) as session:
            return list(session.execute(theirs.order_by(table.id)).scalars())

    def wait_until_quiet(self) -> None:
        """Wait until every text is answered and every answer is with the carrier; the claims of the dead are let run out."""
        deadline, patience = time.monotonic() + QUIET_SECONDS, 10.0
        while not _soon(self._is_quiet, patience):
            assert time.monotonic() < deadline, f"still at work: {[(row.id, row.status) for row in self._at_work()]}"
            self.clock.move_to(self.clock.now() + CLAIM_ENDS)

    def _is_quiet(self) -> bool:
        return not self._at_work()

    def _at_work(self) -> list[Message]:
        due = Message.next_attempt_at <= self.clock.now()
        return self.rows(Message.status.in_(("received", "queued", "sending", "unknown")), due | (Message.status == "unknown"))


def _runs(process: psutil.Process, name: str) -> bool:
    try:
        return process.cmdline()[-3:] == ["-m", "bot", name] and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _soon(question: Callable[[], bool], seconds: float) -> bool:
    try:
        return bool(eventually(question, seconds))
    except AssertionError:
        return False
