"""How the carrier is until the faults are cleared: its pace, its keywords, its seeded moods."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.simulator.faults import drawing, kinds
from bot.simulator.faults.kinds import Fault
from bot.simulator.store import DrawCount, LastingFault


def begin(session: Session, kind: str, parameters: dict[str, Any]) -> None:
    """Let a lasting fault hold from now on, in place of an earlier one of its kind. The seeded mode starts to count anew."""
    session.merge(LastingFault(kind=kind, parameters=parameters))
    if kind == kinds.RANDOM:
        session.execute(delete(DrawCount))


def parameters(session: Session, kind: str) -> dict[str, Any] | None:
    """Return the parameters of a lasting fault, None when it does not hold."""
    row = session.get(LastingFault, kind)
    return dict(row.parameters) if row else None


def draw(session: Session, place: str) -> Fault | None:
    """Return what the seeded mode has in store for the next call at `place`, and count that call."""
    mode = parameters(session, kinds.RANDOM)
    if mode is None:
        return None
    count = session.get(DrawCount, place) or DrawCount(place=place, number=0)
    session.add(count)
    count.number += 1
    return drawing.drawn(mode, place, count.number)


def all_of_them(session: Session) -> dict[str, dict[str, Any]]:
    """Return every lasting fault that holds, with its parameters."""
    return {row.kind: dict(row.parameters) for row in session.execute(select(LastingFault)).scalars()}


def clear(session: Session) -> None:
    """Let none hold."""
    session.execute(delete(LastingFault))
    session.execute(delete(DrawCount))
