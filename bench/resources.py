"""A second start to /readyz, and what the processes hold in memory, beside a plain Rasa server's."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import psutil

from bench import rasa_init
from bench.processes import FOLDER, answers, await_true, free_port, megabytes, started
from bench.result import Result
from bench.turns import checkout

PEER = "`rasa run` with the `rasa init` model"
PROCESSES = ("web", "scheduler", "dialogue")


def run() -> list[Result]:
    """Start the demo twice in a folder of its own; the first start makes its database and people."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=FOLDER) as name:
        folder = checkout(Path(name))
        with _demo(folder, until="/healthz"):
            pass
        with _demo(folder, until="/readyz") as (seconds, memory):
            pass
    rasa = rasa_init.server()
    held = [Result(f"memory of {name}", "MB", memory[name], rasa.memory, PEER) for name in PROCESSES]
    return [Result("second start to ready", "s", seconds, rasa.seconds, PEER), *held]


@contextmanager
def _demo(folder: Path, until: str) -> Iterator[tuple[float, dict[str, float]]]:
    """Run everything; yield the seconds until that page answered 200, and each process's MB."""
    port, began = free_port(), perf_counter()
    command = ("-m", "bot", "run", "--simulator")
    with started(*command, folder=folder, environment={"PORT": str(port)}, name="run") as process:
        await_true(lambda: answers(f"http://127.0.0.1:{port}{until}"), process)
        seconds = perf_counter() - began
        yield seconds, {child.cmdline()[-1]: megabytes(child.pid) for child in psutil.Process(process.pid).children()}
