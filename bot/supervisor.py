"""All processes under one roof: starts them, restarts what dies, stops them together."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot import db, demo_settings, heartbeat, log, settings
from bot.clock import ShiftedClock, SystemClock
from bot.errors import SettingsError

PROCESSES = ("web", "dialogue", "scheduler")
LOOK_EVERY = 0.2
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(seconds=30)
#: Whoever ran this long was well: its next death starts the pauses anew.
WELL_AFTER = timedelta(seconds=60)
#: Between asking nicely and insisting.
GRACE = timedelta(seconds=8)
READY_TIMEOUT = 2
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process and its luck so far."""

    name: str
    environment: Mapping[str, str]
    command: tuple[str, ...] = ()
    process: subprocess.Popen | None = None
    started_at: datetime | None = None
    pause: timedelta = FIRST_PAUSE
    start_at: datetime = field(default_factory=lambda: SystemClock().now())

    def look_after(self, now: datetime) -> None:
        """Start it if it is time to; note its death if it has died."""
        if self.process is None:
            if now >= self.start_at:
                self.start(now)
        elif (status := self.process.poll()) is not None:
            self._died(status, now)

    def start(self, now: datetime) -> None:
        """Start the process, tied to our life and to a session of its own, so that Ctrl-C reaches us alone."""
        self.process = subprocess.Popen(  # noqa: S603 (our own command)
            self.command or (sys.executable, "-m", "bot", self.name),
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        self.started_at = now

    def _died(self, status: int, now: datetime) -> None:
        lived = now - (self.started_at or now)
        self.pause = FIRST_PAUSE if lived >= WELL_AFTER else min(self.pause * 2, LONGEST_PAUSE)
        log.get().error("process ended, starting it again", process=self.name, status=status, seconds=self.pause.total_seconds())
        self.process, self.start_at = None, now + self.pause

    def signal(self, number: int) -> None:
        """Send a signal if it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def wait(self, seconds: float) -> bool:
        """Return whether it has ended within `seconds`."""
        try:
            return self.process is None or self.process.wait(seconds) is not None
        except subprocess.TimeoutExpired:
            return False


def run(simulator: bool) -> int:
    """Bring everything up and keep it up until SIGINT or SIGTERM. Prints one line with the addresses once all is ready."""
    stopped = _stop_on_signal()
    environment = _environment(simulator)
    values = settings.load(environment)
    _check_port(values.port)
    _prepare(values)
    children = [Child(name, environment) for name in PROCESSES]
    try:
        _keep_up(children, values, stopped)
    finally:
        stop_all(children)
    return 0


def _environment(simulator: bool) -> dict[str, str]:
    environment = dict(os.environ)
    if simulator:
        environment |= demo_settings.ensure(settings.VAR, environment)
    return {**environment, "PYTHONUNBUFFERED": "1"}


def _check_port(port: int) -> None:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("0.0.0.0", port))  # noqa: S104 (only to see whether it is free)
        except OSError:
            raise SettingsError(f"PORT {port} is in use on this machine: stop what uses it, or set PORT to another") from None


def _prepare(values: settings.Settings) -> None:
    db.migrate(values.database_url)
    engine = db.make_engine(values.database_url)
    heartbeat.forget(engine)
    if values.simulator:
        from bot import demo

        clock = ShiftedClock(values.var / "clock")
        demo.seed(engine, clock, clock.now())
    engine.dispose()


def _keep_up(children: list[Child], values: settings.Settings, stopped: threading.Event) -> None:
    announced = False
    while not stopped.wait(LOOK_EVERY):
        for child in children:
            child.look_after(SystemClock().now())
        if not announced and is_ready(values.port):
            announced = True
            sys.stdout.write(f"{addresses(values)}\n")
            sys.stdout.flush()


def is_ready(port: int) -> bool:
    """Return whether /readyz says that everything works."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}/readyz", timeout=READY_TIMEOUT) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def addresses(values: settings.Settings) -> str:
    """Return the one line that tells people where to look."""
    here = values.public_url
    phone = f"phone {here}/simulator  " if values.simulator else ""
    sign_in = f" (sign-in: {values.var}/demo-sign-in.txt)" if values.simulator else ""
    return f"Ready: {phone}console {here}/console{sign_in}  health {here}/readyz"


def stop_all(children: list[Child]) -> None:
    """Ask all to stop, wait for them together, and end who has not stopped by then."""
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = SystemClock().now() + GRACE
    for child in children:
        left = (deadline - SystemClock().now()).total_seconds()
        if not child.wait(max(0.0, left)):
            child.signal(signal.SIGKILL)
            child.wait(1)


def _die_with_parent() -> None:
    """Runs in the child: if we are killed without a chance to say goodbye, the kernel tells it to stop."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _stop_on_signal() -> threading.Event:
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    return stopped
