"""When a text that the carrier did not take is tried again, asked about, or given up. Pure.

A refusal or a silence is settled within three minutes: sent, found at the carrier, or handed to staff.
"""

from dataclasses import dataclass
from datetime import timedelta

#: The last moment, counted from the first attempt, at which a text to a person may still be tried again.
DEADLINE = timedelta(seconds=150)
#: A clock that jumps must not give up on a text that was hardly tried.
FEWEST_ATTEMPTS = 3
FIRST_WAIT, LONGEST_WAIT = 1.0, 20.0
#: A carrier that asks for more patience than this is down, as far as a reply is concerned.
LONGEST_ASKED_WAIT = 60.0
#: Check-ins may wait for hours: past the deadline they are tried at this pace until they expire.
PATIENT_WAIT = timedelta(minutes=5)
#: Between two looks at the carrier's list.
LOOK_AGAIN = timedelta(seconds=4)
#: The longest that a call to the carrier may last: where a clock jumped, a claim may seem over while its call goes on.
IN_FLIGHT = timedelta(seconds=15)
#: With no list to look at, an emergency reply goes out again after this: twice is better than never.
EMERGENCY_PATIENCE = timedelta(seconds=20)


@dataclass(frozen=True)
class Trial:
    """How often and how long a text has been tried."""

    attempts: int
    elapsed: timedelta


def wait_after_refusal(trial: Trial, retry_after: float | None, jitter: float) -> timedelta | None:
    """Return how long to wait after a certain refusal, None to give up. `retry_after`: seconds asked for; `jitter`: 0 to 1."""
    own = min(FIRST_WAIT * 2 ** max(0, trial.attempts - 1), LONGEST_WAIT)
    seconds = max(own * (0.5 + jitter / 2), (retry_after or 0) * (1 + jitter / 10))
    if (retry_after or 0) > LONGEST_ASKED_WAIT or is_over(trial, timedelta(seconds=seconds)):
        return None
    return timedelta(seconds=seconds)


def is_over(trial: Trial, wait: timedelta = timedelta()) -> bool:
    """Return whether a text has been tried enough, or would be after `wait`."""
    return trial.attempts >= FEWEST_ATTEMPTS and trial.elapsed + wait > DEADLINE


def hold_after_silence(code: str, is_emergency: bool) -> tuple[timedelta, timedelta]:
    """Return when to look at the carrier's list after an unclear send, and from when an absent text may be sent again.

    After a time-out the carrier may still be busy taking the text; after an answer, even a 5xx, it is done with it.
    """
    if code == "timeout":
        return (timedelta(seconds=2), timedelta(seconds=8 if is_emergency else 24))
    return (timedelta(seconds=2), timedelta(seconds=4))
