"""The clinic's calendar day of a moment, worked out by the database, so that days can be counted there."""

from typing import Any

from sqlalchemy import case, func
from sqlalchemy.orm import Session

from bot.overview.span import Span


def local_day(session: Session, moment: Any, span: Span) -> Any:
    """Return an expression for the local date of the column `moment` as "2026-03-05"; right for moments within the span."""
    if session.get_bind().dialect.name == "postgresql":
        return func.to_char(func.timezone(span.zone.key, moment), "YYYY-MM-DD")
    # SQLite knows no zones: the shift is added for each stretch between two changes of the clocks.
    stretches = [(since, func.date(moment, f"{shift.total_seconds():+.0f} seconds")) for since, shift in span.offsets()]
    if len(stretches) == 1:
        return stretches[0][1]
    return case(*((moment >= since, day) for since, day in reversed(stretches)), else_=stretches[0][1])
