"""Texts waiting to be sent. Nothing leaves that is not first a row here, and no purpose is queued twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import String, cast, func, insert, literal, literal_column, select, update
from sqlalchemy.orm import Session

from bot.db import UtcDateTime
from bot.models import CheckIn, Clinic, Message, Patient

EMERGENCY, STAFF, REPLY, CHECK_IN = range(4)
#: Who goes first when many wait: an alert or an emergency never stands behind a check-in.
PRIORITY = {"alert": STAFF, "staff": STAFF, "bot": REPLY, "check_in": CHECK_IN}
#: The only purposes that reach somebody who has opted out, or whom a person is talking to.
PASSES_OPT_OUT = ("opt_out:", "emergency:")
#: Whose texts the fence looks at once more when the carrier is about to hear of them.
FENCED = ("bot", "check_in", "staff")
#: What a text that is sent once more shares with its first row.
SAME_AGAIN = (
    "clinic_id", "patient_id", "direction", "sender", "from_phone", "to_phone", "text", "purpose", "priority", "expires_at",
    "reply_to_id", "intent", "topics", "urgency", "answers", "explanation", "protocol_version_id",
)  # fmt: skip
#: An answer that is older answers nothing any more; one that could not be sent by then is for staff.
REPLY_LASTS = timedelta(hours=4)
#: Endings of a row that will not be sent any more.
OVER = ("failed", "cancelled", "expired")


def queue(
    session: Session,
    *,
    clinic: Clinic,
    to_phone: str,
    text: str,
    sender: str,
    purpose: str,
    now: datetime,
    patient: Patient | None = None,
    priority: int | None = None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    **record: Any,
) -> Message | None:
    """Add a text to send and return its row; None when that purpose is queued already or the patient has opted out.

    `record` fills further columns of the row (reply_to_id, answers, urgency, …).
    """
    if is_refused(patient, sender, purpose) or is_queued(session, purpose):
        return None
    row = Message(
        clinic_id=clinic.id,
        patient_id=patient.id if patient else None,
        direction="out",
        sender=sender,
        from_phone=_ours(clinic, patient, sender),
        to_phone=to_phone,
        text=text,
        status="queued",
        purpose=purpose,
        priority=PRIORITY[sender] if priority is None else priority,
        created_at=now,
        next_attempt_at=not_before or now,
        expires_at=expires_at or _too_late_from(sender, not_before or now),
        **record,
    )
    session.add(row)
    session.flush()
    return row


def answer(
    session: Session, patient: Patient, to: Message, text: str, purpose: str, now: datetime, priority: int = REPLY, **record: Any
) -> Message | None:
    """Queue the companion's answer to the patient's text `to`, as `queue` does."""
    about = {"clinic": patient.clinic, "patient": patient, "to_phone": patient.phone, "priority": priority, **record}
    return queue(session, text=text, sender="bot", purpose=purpose, now=now, reply_to_id=to.id, urgency=to.urgency, **about)


def _ours(clinic: Clinic, patient: Patient | None, sender: str) -> str:
    """Return the number that the text comes from: a patient knows the one that they texted."""
    theirs = patient.our_phone if patient is not None and sender != "alert" else None
    return str(theirs or clinic.phone)


def _too_late_from(sender: str, due_at: datetime) -> datetime | None:
    """Return when a text that says nothing of it is too late: what a person wrote never is."""
    return due_at + REPLY_LASTS if sender == "bot" else None


class CheckInText(NamedTuple):
    """What the texts of check-ins may share: their clinic and its phone, the words, until when they may leave."""

    clinic_id: int
    from_phone: str
    text: str
    expires_at: datetime


#: What all texts of check-ins share, written out in the statement: binding it for each row would take most of the time.
SAME = {
    "direction": "'out'", "sender": "'check_in'", "status": "'queued'", "priority": str(CHECK_IN), "attempts": "0",
    "media_count": "0", "urgency": "'none'", "topics": "'[]'", "answers": "'[]'", "explanation": "'{}'",
}  # fmt: skip


def queue_check_ins(session: Session, text: CheckInText, keys: Sequence[int], now: datetime) -> None:
    """Add `text` for each of the check-ins called `keys`, in one statement, to their patients' phones.

    The caller has made sure that none is queued yet, or refused.
    """
    moments = {"created_at": now, "next_attempt_at": now, "expires_at": text.expires_at}
    told = {"clinic_id": text.clinic_id, "text": text.text}
    columns = {
        **{name: literal_column(value) for name, value in SAME.items()},
        **{name: literal(value, UtcDateTime) for name, value in moments.items()},
        **{name: literal(value) for name, value in told.items()},
        "from_phone": func.coalesce(Patient.our_phone, literal(text.from_phone)),
        "patient_id": CheckIn.patient_id,
        "to_phone": Patient.phone,
        "purpose": literal("check_in:") + cast(CheckIn.id, String),
    }
    theirs = select(*columns.values()).join(Patient, Patient.id == CheckIn.patient_id).where(CheckIn.id.in_(keys))
    session.execute(insert(Message).from_select(list(columns), theirs.order_by(CheckIn.id), include_defaults=False))


def check_in_purpose(key: int | str) -> str:
    """Return what the text of the check-in `key` is for."""
    return f"check_in:{key}"


def queued_check_ins(session: Session, keys: Sequence[int]) -> set[int]:
    """Return which of the check-ins called `keys` have become a text already."""
    by_purpose = {check_in_purpose(key): key for key in keys}
    found = session.execute(select(Message.purpose).where(Message.purpose.in_(by_purpose))).scalars()
    return {by_purpose[purpose] for purpose in found}


def is_refused(patient: Patient | None, sender: str, purpose: str) -> bool:
    """Return whether the patient's STOP stands against this text. Alerts go to staff, whom it does not concern."""
    stopped = patient is not None and patient.opted_out_at is not None
    return stopped and sender != "alert" and not purpose.startswith(PASSES_OPT_OUT)


def is_queued(session: Session, purpose: str) -> bool:
    """Return whether a text for this purpose exists, whatever became of it."""
    return session.execute(select(Message.id).where(Message.purpose == purpose)).first() is not None


def queue_again(session: Session, row: Message, not_before: datetime, now: datetime) -> Message:
    """Add the same text once more, in place of one that was not delivered."""
    told = {column: getattr(row, column) for column in SAME_AGAIN}
    set_aside(session, row)
    again = Message(**told, status="queued", created_at=now, next_attempt_at=not_before)
    session.add(again)
    session.flush()
    return again


def set_aside(session: Session, row: Message) -> None:
    """Give up a text's purpose, which makes it unique, so that another one may have it."""
    row.purpose = f"{row.purpose}:{row.id}"
    session.flush()


def put_back(row: Message) -> None:
    """Take a check-in's text out of the queue; its purpose makes a text unique, so the next one for the check-in may have it."""
    row.status, row.error_code, row.purpose = "cancelled", "put_back", f"{row.purpose}:{row.id}"


def cancel_waiting(session: Session, patient_id: int, senders: tuple[str, ...], code: str, purpose: str = "") -> None:
    """Call back what waits for this patient from `senders`; `code` says why, `purpose` how theirs must begin.

    What the carrier has is not touched.

    An emergency number and the confirmation of a STOP are never called back.
    """
    theirs = (Message.patient_id == patient_id, Message.direction == "out", Message.sender.in_(senders))
    begun = (Message.purpose.startswith(purpose),) if purpose else ()
    waiting = (*theirs, *begun, Message.status == "queued", *(~Message.purpose.startswith(kind) for kind in PASSES_OPT_OUT))
    called_back = update(Message).where(*waiting).values(status="cancelled", error_code=code)
    # SQLAlchemy cannot tell in Python which rows in hand these are: let the database say.
    session.execute(called_back.execution_options(synchronize_session="fetch"))
