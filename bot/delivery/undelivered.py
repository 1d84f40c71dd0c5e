"""A text that did not reach its reader is an event: the ledger says so, and staff hear of it where it matters."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import escalations, ledger, log, opt_out, outbox
from bot.carrier import is_bad_number
from bot.models import CheckIn, Message, Patient

#: How the purpose of a check-in's text begins.
CHECK_IN = outbox.check_in_purpose("")
#: A check-in's states that may still change with its text.
BEFORE = {
    "sent": ledger.OPEN, "delivered": (*ledger.OPEN, "sent", "failed"), "failed": (*ledger.OPEN, "sent"), "held": ("planned",),
}  # fmt: skip


def note_check_in(session: Session, row: Message, status: str, reason: str, now: datetime, actor: str = "carrier") -> None:
    """Write into the ledger what became of a check-in's text; any other text is passed over."""
    key = check_in_of(row)
    if key is None:
        return
    open_still = select(CheckIn).where(CheckIn.id == key, CheckIn.status.in_(BEFORE.get(status, ledger.OPEN)))
    locked = open_still.with_for_update().execution_options(populate_existing=True)
    check_in = session.execute(locked).scalar_one_or_none()
    if check_in is None:
        return
    if status in ("sent", "delivered"):
        check_in.message_id = row.id
    ledger.mark(session, check_in, status, reason, now=now, actor=actor)


def check_in_of(row: Message) -> int | None:
    """Return the id of the check-in that this text is, None when it is none."""
    if row.sender != "check_in" or not (row.purpose or "").startswith(CHECK_IN):
        return None  # one that was called back has another purpose, and no longer speaks for its check-in
    key = row.purpose.split(":")[1]
    return int(key) if key.isdigit() else None


def failed(session: Session, row: Message, code: str, now: datetime) -> None:
    """End a text that the carrier will never send, and tell staff."""
    row.status, row.error_code, row.claimed_until, row.sent_at = "failed", code, None, None
    tell(session, row, now)


def tell(session: Session, row: Message, now: datetime) -> None:
    """Note that `row` failed or was not delivered, and open a case where a person must step in."""
    log.get().warning("text did not arrive", message=row.id, sender=row.sender, status=row.status, code=row.error_code)
    note_check_in(session, row, "failed", f"not delivered ({row.error_code or row.status})", now)
    patient = _recipient(session, row)
    if patient is None or not (level := _level(row)):
        return
    escalations.open_case(
        session,
        patient=patient,
        level=level,
        codes=["undelivered"],
        reason=_reason(row),
        purpose=f"undelivered:{row.id}",
        message=row,
        now=now,
    )


def opted_out(session: Session, row: Message, code: str, now: datetime) -> None:
    """The carrier holds a STOP of this recipient: so do we from now on, and staff know why nothing goes out."""
    row.status, row.error_code, row.claimed_until = "cancelled", code, None
    note_check_in(session, row, "cancelled", "the carrier reports that the patient opted out", now)
    patient = _recipient(session, row)
    if patient is None:
        log.get().error("the on-call phone has opted out of our texts", message=row.id, clinic=row.clinic_id)
        return
    opt_out.stop(session, patient, "carrier", now)
    escalations.open_case(
        session,
        patient=patient,
        level="urgent" if row.priority <= outbox.STAFF else "review",
        codes=["carrier_opt_out"],
        reason="The carrier refused a text because this patient has opted out (STOP). Reach them another way if it matters.",
        purpose=f"undelivered:{row.id}",
        message=row,
        now=now,
    )


def _recipient(session: Session, row: Message) -> Patient | None:
    """Return the patient that the text was for; an alert is for staff, and failing it must not raise another alert."""
    return None if row.sender == "alert" or row.patient_id is None else session.get(Patient, row.patient_id)


def _level(row: Message) -> str | None:
    if row.priority <= outbox.STAFF:
        return "urgent"
    if row.sender == "check_in" and not is_bad_number(row.error_code):
        return None  # the ledger has it; the next check-in or the silence rule follows
    return "review"


def _reason(row: Message) -> str:
    what = {"staff": "A staff answer", "check_in": "A check-in"}.get(row.sender, "A reply")
    why = "this number cannot receive texts" if is_bad_number(row.error_code) else "the carrier could not deliver it"
    return f"{what} did not reach the patient: {why} ({row.error_code or row.status}). Please reach them another way."
