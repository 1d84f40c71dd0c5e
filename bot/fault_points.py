"""Named places between a text's arrival and its receipt at which a rehearsal lets a process die, as a power cut would.

Off unless FAULT_POINT is set, which the settings refuse outside simulator mode: `FAULT_POINT=send_answered:2` ends whichever
process is the first to be there for the second time. Whoever starts it again without the name sees how the record is taken up.
"""

import os
import signal

from bot.errors import SettingsError

#: In the order in which a text, its turn, a check-in, a send and a receipt pass them.
POINTS = (
    "text_arrived", "text_recorded", "text_gated", "text_committed",
    "text_claimed", "turn_decided", "turn_written", "turn_committed",
    "check_ins_written", "check_ins_committed",
    "send_begun", "send_cleared", "send_answered", "send_written", "send_committed",
    "unclear_asked", "unclear_settled",
    "receipt_arrived", "receipt_written", "receipt_committed",
)  # fmt: skip

_point: str | None = None
_left = 0


def reach(point: str) -> None:
    """Say that the process is at `point`: in production one comparison, and nothing else."""
    if _point is not None and point == _point:
        _count_down()


def arm(order: str | None) -> None:
    """Let this process die at a point, "NAME" or "NAME:TIMES"; None lets it live. SettingsError where there is no such point."""
    global _point, _left
    _point, _left = (None, 0) if order is None else read(order)


def read(order: str) -> tuple[str, int]:
    """Return the name and the number of times in "NAME:TIMES". SettingsError where either makes no sense."""
    name, _, times = order.partition(":")
    if name not in POINTS:
        raise SettingsError(f"FAULT_POINT must name one of {', '.join(POINTS)}, not {name!r}")
    if times and not (times.isdecimal() and 0 < int(times) < 1_000_000):
        raise SettingsError(f"FAULT_POINT must end in how many times, such as {name}:2, not {times!r}")
    return name, int(times or 1)


def _count_down() -> None:
    global _left
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)  # no goodbye: nothing is flushed, closed or rolled back
