"""Faults that were ordered a number of times: kept in the order in which they were asked for, used up one by one."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.simulator.faults.kinds import MOST, Fault, Order
from bot.simulator.store import OrderedFault


def add(session: Session, order: Order) -> int:
    """Put `order` behind what waits already and return how many failures of its kind wait now."""
    same = select(OrderedFault).where(OrderedFault.kind == order.kind)
    rows = session.execute(same).scalars().all()
    row = next((row for row in rows if row.parameters == order.parameters), None)
    row = row or _none_yet(order)
    row.remaining = min(row.remaining + order.count, MOST)
    session.add(row)
    session.flush()
    return counts(session)[order.kind]


def _none_yet(order: Order) -> OrderedFault:
    phase = order.fault.phase
    return OrderedFault(kind=order.kind, place=order.place, phase=phase, parameters=order.parameters, remaining=0)


def take(session: Session, place: str, phase: str, recipient: str | None = None) -> Fault | None:
    """Use up the fault that was ordered first of those for there, then and that recipient; None when all is well."""
    fitting = select(OrderedFault).where(OrderedFault.place == place, OrderedFault.phase == phase).order_by(OrderedFault.id)
    rows = session.execute(fitting).scalars().all()
    row = next((row for row in rows if row.parameters.get("to") in (None, recipient)), None)
    if row is None:
        return None
    row.remaining -= 1
    if not row.remaining:
        session.delete(row)
    return Order(row.kind, 1, row.parameters).fault


def any_at(session: Session, place: str) -> bool:
    """Return whether a failure waits at `place`."""
    return session.execute(select(OrderedFault.id).where(OrderedFault.place == place).limit(1)).first() is not None


def counts(session: Session) -> dict[str, int]:
    """Return how many failures of each kind wait."""
    summed = select(OrderedFault.kind, func.sum(OrderedFault.remaining)).group_by(OrderedFault.kind)
    return {kind: int(remaining) for kind, remaining in session.execute(summed)}


def clear(session: Session) -> None:
    """Let none wait."""
    session.execute(delete(OrderedFault))
