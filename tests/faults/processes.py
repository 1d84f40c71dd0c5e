"""Processes by fork: each has the model and every import from the start, a database connection of its own, and dies for real."""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot import fault_points
from bot.supervisor import _LIBC, PR_SET_PDEATHSIG

#: Seconds: no piece of work of a combination takes longer unless it hangs.
LONGEST = 40.0
KILLED = -signal.SIGKILL


@dataclass
class Child:
    """A forked process. `status` is its exit status, or minus the signal that ended it; None while it lives."""

    process_id: int
    status: int | None = None

    def look(self) -> int | None:
        """Return its status as it is now."""
        if self.status is None:
            process_id, found = os.waitpid(self.process_id, os.WNOHANG)
            if process_id:
                self.status = os.waitstatus_to_exitcode(found)
        return self.status

    def wait(self, seconds: float = LONGEST) -> int:
        """Return its status once it has ended. RuntimeError when it hangs; then it is ended."""
        deadline = time.monotonic() + seconds
        while self.look() is None:
            if time.monotonic() > deadline:
                self.kill()
                raise RuntimeError("a process hung")
            time.sleep(0.002)
        return self.status or 0

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.look() is None:
            os.kill(self.process_id, signal.SIGKILL)
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.process_id, 0)[1])


def fork(work: Callable[[], int | None], log: Path, fault_point: str | None = None) -> Child:
    """Run `work` in a child, which dies at `fault_point` if it gets there; its words go to the end of `log`."""
    sys.stdout.flush()
    if process_id := os.fork():
        return Child(process_id)
    status = 70
    try:
        _die_with_parent()
        _redirect(log)
        fault_points.arm(fault_point)
        status = work() or 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)  # nothing of the parent's may be tidied up here


def _redirect(log: Path) -> None:
    with log.open("ab") as words:
        os.dup2(words.fileno(), 1)
        os.dup2(words.fileno(), 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w", buffering=1), os.fdopen(2, "w", buffering=1)


def _die_with_parent() -> None:
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
