"""Texts of check-ins that wait to be sent are called back, so that the check-in itself can be moved, ended or planned again."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.models import Message
from bot.sessions.reading import WITH_THE_CARRIER


def call_back(session: Session, check_in_ids: Sequence[int], code: str) -> None:
    """Call back what waits for these check-ins; `code` says why.

    Each text's purpose is freed, because no purpose is queued twice and the check-in may fall due once more. What the carrier
    has, or may have, is not touched.
    """
    purposes = [f"check_in:{key}" for key in check_in_ids]
    theirs = (Message.purpose.in_(purposes), Message.status.not_in(WITH_THE_CARRIER))
    for text in session.execute(select(Message).where(*theirs).order_by(Message.id).with_for_update()).scalars():
        if text.status == "queued":
            text.status, text.error_code = "cancelled", code
        text.purpose = f"called_back:{text.id}"
    session.flush()
