"""Lines of the audit book about cases, and what every change asks first."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import audit
from bot.errors import InputError
from bot.models import Escalation, Staff


def check_open(case: Escalation) -> None:
    """Refuse a case that is closed. InputError in words."""
    if case.status != "open":
        raise InputError("This case has been resolved already. Nothing was changed.")


def record(session: Session, action: str, case: Escalation, by: Staff, now: datetime, **detail: Any) -> None:
    """Add a line under the name of whoever did it."""
    who = {"actor": by.email, "clinic_id": by.clinic_id, "staff_id": by.id}
    audit.record(session, at=now, action=action, target=f"case:{case.id}", **who, **detail)
