"""Processes of a run: started in a folder of their own, waited for, and each ended by its own id."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "bench"
#: Seconds: a process that was asked to stop, and one that is to come up.
GRACE, PATIENCE = 15, 180
LOOK_EVERY = 0.05
MEGABYTE = 1024 * 1024
#: A developer's own settings must not reach a run.
OURS = (
    "DATABASE_URL", "PUBLIC_URL", "PORT", "SECRET_KEY", "SIMULATOR",
    "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_URL",
)  # fmt: skip


class BenchError(Exception):
    """A benchmark that could not be taken; says why in one sentence."""


@contextmanager
def started(
    *command: str, folder: Path, environment: Mapping[str, str] | None = None, name: str = "process"
) -> Iterator[subprocess.Popen]:
    """Run `python COMMAND…` in `folder`, its words in NAME.log there, and end it with the block."""
    with (folder / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=folder, env={**surroundings(), **(environment or {})},
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            end(process)


def surroundings() -> dict[str, str]:
    """Return the environment without anybody's own settings, and with the product importable from any folder."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**kept, "PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"}


def end(process: subprocess.Popen) -> None:
    """Ask the process to stop and wait; insist, with it and its children, when it does not."""
    if process.poll() is not None:
        return
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    process.send_signal(signal.SIGTERM)
    for left in psutil.wait_procs(family, timeout=GRACE)[1]:
        left.kill()
    process.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def answers(url: str) -> bool:
    """Return whether `url` answers 200 now, asked without any proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=3) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def await_true(question: Callable[[], object], process: subprocess.Popen | None = None, seconds: float = PATIENCE) -> float:
    """Ask until the answer is true; return the seconds that took. BenchError when it never is, or `process` has ended."""
    began = time.perf_counter()
    while not question():
        if process is not None and process.poll() is not None:
            raise BenchError(f"a process ended with status {process.returncode}; its log is in {FOLDER.relative_to(ROOT)}")
        if time.perf_counter() - began > seconds:
            raise BenchError(f"waited {seconds:.0f} s in vain")
        time.sleep(LOOK_EVERY)
    return time.perf_counter() - began


def rate(done: Callable[[], int], wanted: int, seconds: float) -> float:
    """Wait until `wanted` are done, no longer than `seconds`; return how many were done a second."""
    began = time.perf_counter()
    while (found := done()) < wanted and time.perf_counter() - began < seconds:
        time.sleep(LOOK_EVERY)
    return found / (time.perf_counter() - began)


def megabytes(process_id: int) -> float:
    """Return what a process holds in memory (RSS), in MB."""
    return float(psutil.Process(process_id).memory_info().rss) / MEGABYTE
