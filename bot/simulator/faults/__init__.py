"""Making the carrier fail on purpose, so that recovery can be watched."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.errors import InputError
from bot.simulator.store import Fault

#: Accepted and sent on, but the customer never hears so.
TIMEOUT_AFTER_ACCEPT = "timeout_after_accept"
#: Refused at the door.
ERROR_429, ERROR_500 = "error_429", "error_500"
#: Accepted; what the customer hears afterwards is odd.
DUPLICATE_CALLBACK, OUT_OF_ORDER_CALLBACK, UNDELIVERED = "duplicate_callback", "out_of_order_callback", "undelivered"
REFUSING = (ERROR_429, ERROR_500)
ACCEPTING = (TIMEOUT_AFTER_ACCEPT, DUPLICATE_CALLBACK, OUT_OF_ORDER_CALLBACK, UNDELIVERED)
KINDS = (*REFUSING, *ACCEPTING)
MOST = 1000


def order(session: Session, kind: Any, count: Any) -> int:
    """Ask for `count` more failures of `kind` and return how many now wait. InputError on an unknown kind or a bad count."""
    if kind not in KINDS:
        raise InputError(f"kind must be one of {', '.join(KINDS)}")
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST:
        raise InputError(f"count must be a whole number from 1 to {MOST}")
    fault = session.get(Fault, kind) or Fault(kind=kind, remaining=0)
    fault.remaining = min(fault.remaining + count, MOST)
    session.add(fault)
    return fault.remaining


def take(session: Session, kinds: tuple[str, ...]) -> str | None:
    """Use up one failure of the first of `kinds` that waits and return its kind; None when all is well."""
    for kind in kinds:
        used = update(Fault).where(Fault.kind == kind, Fault.remaining > 0).values(remaining=Fault.remaining - 1)
        if session.execute(used).rowcount:
            return kind
    return None


def waiting(session: Session) -> dict[str, int]:
    """Return how many failures of each kind wait."""
    return {fault.kind: fault.remaining for fault in session.execute(select(Fault).where(Fault.remaining > 0)).scalars()}


def clear(session: Session) -> None:
    """Let the carrier be well again."""
    session.execute(update(Fault).values(remaining=0))
