"""Messaging services: several numbers of the customer's under one name, each recipient kept with the number it knows."""

from hashlib import sha256

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.simulator.shapes import CarrierError
from bot.simulator.store import CarrierMessage, PoolNumber


def put(session: Session, service_sid: str, numbers: list[str]) -> None:
    """Let a service have exactly these numbers; one that was another service's leaves it."""
    for row in session.execute(select(PoolNumber).where(PoolNumber.service_sid == service_sid)).scalars():
        session.delete(row)
    session.flush()
    for number in numbers:
        session.merge(PoolNumber(phone=number, service_sid=service_sid))


def all_of_them(session: Session) -> dict[str, list[str]]:
    """Return every service's numbers."""
    found: dict[str, list[str]] = {}
    for row in session.execute(select(PoolNumber).order_by(PoolNumber.phone)).scalars():
        found.setdefault(row.service_sid, []).append(row.phone)
    return found


def service_of(session: Session, phone: str) -> str | None:
    """Return the service that a number belongs to, None for a number by itself or a stranger's."""
    return session.execute(select(PoolNumber.service_sid).where(PoolNumber.phone == phone)).scalar_one_or_none()


def sender(session: Session, service_sid: str, recipient: str) -> str:
    """Return the number that texts `recipient`: the one they met first, else one chosen by theirs. CarrierError without any."""
    numbers = all_of_them(session).get(service_sid)
    if not numbers:
        raise CarrierError(400, 21703, "The messaging service has no number to send from.")
    return _known(session, numbers, recipient) or numbers[sha256(recipient.encode()).digest()[0] % len(numbers)]


def _known(session: Session, numbers: list[str], recipient: str) -> str | None:
    sent = and_(CarrierMessage.to_phone == recipient, CarrierMessage.from_phone.in_(numbers))
    received = and_(CarrierMessage.from_phone == recipient, CarrierMessage.to_phone.in_(numbers))
    first = select(CarrierMessage).where(or_(sent, received)).order_by(CarrierMessage.id).limit(1)
    row = session.execute(first).scalar_one_or_none()
    return None if row is None else row.from_phone if row.to_phone == recipient else row.to_phone
