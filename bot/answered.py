"""What a session's check-ins have brought so far, read from the record for judging the conditions of the next one."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.checkins import Answers
from bot.models import CheckIn, Escalation, Message

#: The patient has the text.
GOT = ("sent", "delivered", "answered")


def answers(session: Session, session_id: int) -> Answers:
    """Return what a session's check-ins brought: answers, which were sent, and after which of them a text raised a case.

    A case belongs to the check-in that was the last one sent before it; what staff open by hand, and silence, belong to none.
    """
    wanted = select(CheckIn, Message.created_at).outerjoin(Message, Message.id == CheckIn.message_id)
    rows = session.execute(wanted.where(CheckIn.session_id == session_id)).all()
    got = {row.step: at for row, at in rows if row.status in GOT and at is not None}
    return Answers(
        values={row.step: dict(row.values) for row, _ in rows if row.values},
        sent=frozenset(got),
        worried=frozenset(_worried(session, rows[0][0].patient_id, got)) if got else frozenset(),
    )


def _worried(session: Session, patient_id: int, got: dict[str, datetime]) -> Iterable[str]:
    theirs = (Escalation.patient_id == patient_id, Escalation.message_id.is_not(None))
    raised = select(Escalation.opened_at).where(*theirs, Escalation.opened_at >= min(got.values()))
    for opened_at in session.execute(raised).scalars():
        yield max((at, step) for step, at in got.items() if at <= opened_at)[1]
