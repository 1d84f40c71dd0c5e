"""The days of a span as rows for the database: each is counted in its own stretch of an index."""

from dataclasses import dataclass
from datetime import timezone
from typing import Any

from sqlalchemy import JSON, DateTime, cast, column, func, literal
from sqlalchemy.orm import Session

from bot.overview.span import Span

#: How SQLite keeps a moment: as text, which is compared letter by letter.
AS_KEPT = "%Y-%m-%d %H:%M:%S.%f"


@dataclass(frozen=True)
class Days:
    """What can be selected of each day, as expressions: its date ("2026-03-05"), its first moment, and the next day's."""

    #: What to correlate a count of a day to.
    table: Any
    date: Any
    start: Any
    end: Any


def days_of(session: Session, span: Span) -> Days:
    """Return the days of a span, in the clinic's zone."""
    midnights = [moment.astimezone(timezone.utc) for moment in span.midnights()]
    if session.get_bind().dialect.name == "postgresql":
        rows = cast(_rows(span, [moment.isoformat() for moment in midnights]), JSON)
        table = func.json_array_elements(rows).table_valued(column("value", JSON), name="days")
        start, end = (cast(_piece(table, place), DateTime(timezone=True)) for place in (1, 2))
    else:
        rows = literal(_rows(span, [moment.strftime(AS_KEPT) for moment in midnights]), JSON)
        table = func.json_each(rows).table_valued(column("value", JSON), name="days")
        start, end = _piece(table, 1), _piece(table, 2)
    return Days(table, _piece(table, 0), start, end)


def _rows(span: Span, midnights: list[str]) -> list[list[str]]:
    """Return date, first moment and the next day's first moment of each day: one parameter, which the database unfolds."""
    return [[day.isoformat(), *ends] for day, *ends in zip(span.days(), midnights, midnights[1:], strict=False)]


def _piece(table: Any, place: int) -> Any:
    return table.c.value[place].as_string()
