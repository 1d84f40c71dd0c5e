"""The carrier's list of messages: one by its name, or pages of them, newest first."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from bot.db import reading
from bot.simulator import shapes
from bot.simulator.context import Simulator
from bot.simulator.shapes import CarrierError
from bot.simulator.store import CarrierMessage

BIGGEST_PAGE = 1000


def find(simulator: Simulator, sid: str) -> dict[str, object]:
    """Return the message called `sid` as the API shows it. CarrierError 404 when there is none."""
    with reading(simulator.store) as session:
        row = session.execute(select(CarrierMessage).where(CarrierMessage.sid == sid)).scalar_one_or_none()
        if row is None:
            raise CarrierError(404, 20404, f"The requested resource /Messages/{sid}.json was not found")
        return shapes.message(row, simulator.account)


def page(simulator: Simulator, query: dict[str, str]) -> dict[str, object]:
    """Return a page of messages by Twilio's parameters (To, From, DateSent, PageSize, Page, PageToken)."""
    size = min(BIGGEST_PAGE, max(1, _whole(query.get("PageSize", "50"))))
    filters = {name: value for name, value in query.items() if name in FILTERS and value}
    wanted = select(CarrierMessage).order_by(CarrierMessage.id.desc()).limit(size + 1)
    for name, value in filters.items():
        wanted = wanted.where(FILTERS[name](value))
    with reading(simulator.store) as session:
        rows = list(session.execute(_after(session, wanted, query.get("PageToken", ""))).scalars())
        number = _whole(query.get("Page", "0"))
        return shapes.page(rows[:size], simulator.account, filters=filters, number=number, size=size, more=len(rows) > size)


def _after(session: Session, wanted: Select, token: str) -> Select:
    last = session.execute(select(CarrierMessage.id).where(CarrierMessage.sid == token.removeprefix("PA"))).scalar_one_or_none()
    return wanted if last is None else wanted.where(CarrierMessage.id < last)


def _whole(text: str) -> int:
    if not text.isdigit():
        raise CarrierError(400, 20001, "Page and PageSize must be whole numbers")
    return int(text)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00").replace(" ", "+"))
    except ValueError:
        raise CarrierError(400, 20001, "DateSent must be a date such as 2026-05-01") from None
    return moment if moment.tzinfo else datetime.fromisoformat(f"{moment.isoformat()}+00:00")


DAY = timedelta(days=1)
FILTERS = {
    "To": lambda value: CarrierMessage.to_phone == value,
    "From": lambda value: CarrierMessage.from_phone == value,
    "DateSent": lambda value: CarrierMessage.created_at.between(_moment(value), _moment(value) + DAY),
    "DateSent>": lambda value: CarrierMessage.created_at >= _moment(value),
    "DateSent<": lambda value: CarrierMessage.created_at <= _moment(value),
}
