"""The append-only book of who looked at and changed what. Never holds a text or a phone number."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.models import Audit


def record(
    session: Session,
    *,
    at: datetime,
    actor: str,
    action: str,
    target: str,
    clinic_id: int | None = None,
    staff_id: int | None = None,
    **detail: Any,
) -> None:
    """Add a line: `actor` did `action` ("case.resolve") to `target` ("case:17")."""
    session.add(Audit(at=at, actor=actor, action=action, target=target, clinic_id=clinic_id, staff_id=staff_id, detail=detail))
