"""`python -m bench`: every benchmark beside its peer, a table of figures and ratios, and var/bench/results.json."""

import argparse
import json
import os
import platform
import signal
import sys
import time
from importlib import import_module
from typing import Any

from bench import rasa_init
from bench.processes import FOLDER, ROOT, BenchError
from bench.result import Result, table
from bot.clock import SystemClock
from bot.errors import BotError

#: Cheapest first, so that an early end still leaves most of the table.
NAMES = ("gate", "resources", "turns", "webhooks", "pages", "check_ins", "queue_full", "soak")
#: All of them together take no longer, in minutes; the peer's training, once, is not counted.
LONGEST = 20


class OutOfTime(Exception):
    """The run has lasted as long as it may."""


def arguments() -> argparse.ArgumentParser:
    """Return what can be asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Speed and memory, beside named peers in the same run.")
    parser.add_argument("--only", choices=NAMES, action="append", default=[], help="only this one; may be repeated")
    parser.add_argument("--minutes", type=float, default=LONGEST, help=f"stop after so long (default: {LONGEST})")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Measure and print; 1 when a benchmark could not be taken, with the others' figures printed all the same."""
    chosen = arguments().parse_args(argv)
    os.chdir(ROOT)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGALRM, _out_of_time)
    names = chosen.only or list(NAMES)
    if set(names) - {"gate", "soak", "check_ins", "queue_full", "pages"}:
        rasa_init.prepare()
    try:
        results, failures = measure(names, time.monotonic() + chosen.minutes * 60)
    finally:
        rasa_init.stop()
    keep(results, failures, names)
    sys.stdout.write("\n".join([*table(results), *(f"NOT MEASURED: {name}: {why}" for name, why in failures.items()), ""]))
    return 1 if failures else 0


def measure(names: list[str], until: float) -> tuple[list[Result], dict[str, str]]:
    """Run each benchmark while there is time; return the figures, and why the others have none."""
    results, failures = list[Result](), dict[str, str]()
    for name in names:
        sys.stderr.write(f"measuring {name}\n")
        try:
            results += timed(name, until)
        except (BenchError, BotError, OutOfTime, AssertionError, OSError) as error:
            failures[name] = f"{type(error).__name__}: {error}"
    return results, failures


def timed(name: str, until: float) -> list[Result]:
    """Run one benchmark, but not past `until`."""
    left = until - time.monotonic()
    if left < 1:
        raise OutOfTime("no time was left")
    signal.setitimer(signal.ITIMER_REAL, left)
    try:
        found: list[Result] = import_module(f"bench.{name}").run()
        return found
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _out_of_time(*_: Any) -> None:
    raise OutOfTime("the time was up")


def keep(results: list[Result], failures: dict[str, str], names: list[str]) -> None:
    """Write the figures with what they were taken on."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    where = {"at": SystemClock().now().isoformat(timespec="seconds"), "machine": platform.platform(), "cores": os.cpu_count()}
    load = {"load_average": [round(one, 2) for one in os.getloadavg()], "benchmarks": names, "not_measured": failures}
    found = {**where, **load, "results": [one.row() for one in results]}
    (FOLDER / "results.json").write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
