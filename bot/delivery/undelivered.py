"""A text that did not reach its reader is an event: the ledger says so, and staff hear of it where it matters."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot import escalations, ledger, log, opt_out, outbox
from bot.carrier import is_bad_number
from bot.models import CheckIn, Message, Patient

#: How the purpose of a case for a text that did not arrive begins.
PURPOSE = "undelivered:"
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
    note_check_in(session, row, "failed", not_delivered(row.error_code or row.status), now)
    patient = _recipient(session, row)
    if patient is None:
        return
    was_known, is_bad = patient.phone_problem is not None, _mark_number(patient, row)
    level = _level(row)
    if level is None or (is_bad and was_known and level == "review"):
        return  # a number that cannot be texted is one task, however many texts fail on it
    escalations.open_case(
        session,
        patient=patient,
        level=level,
        codes=["undelivered", *(["bad_number"] if is_bad else [])],
        reason=_reason(row),
        purpose=f"{PURPOSE}{row.id}",
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
    if (row.purpose or "").startswith("opt_out:"):
        return  # our confirmation of a STOP that the carrier keeps itself: nothing that anybody must know
    escalations.open_case(
        session,
        patient=patient,
        level="urgent" if row.priority <= outbox.STAFF else "review",
        codes=["carrier_opt_out"],
        reason="The carrier refused a text because this patient has opted out (STOP). Reach them another way if it matters.",
        purpose=f"{PURPOSE}{row.id}",
        message=row,
        now=now,
    )


def not_delivered(code: str) -> str:
    """Return what the ledger says of a check-in that the carrier did not deliver."""
    return f"not delivered ({code})"


def _mark_number(patient: Patient, row: Message) -> bool:
    """Remember a number that can never be texted: no further check-in is sent to it. Return whether this is one."""
    if not is_bad_number(row.error_code) or row.to_phone != patient.phone:
        return False
    patient.phone_problem = row.error_code
    return True


def number_works(session: Session, row: Message) -> None:
    """A text has arrived: whatever was said of this number before, it can be texted."""
    marked = (Patient.id == row.patient_id, Patient.phone == row.to_phone, Patient.phone_problem.is_not(None))
    session.execute(update(Patient).where(*marked).values(phone_problem=None).execution_options(synchronize_session="fetch"))


def _recipient(session: Session, row: Message) -> Patient | None:
    """Return the patient that the text was for; an alert is for staff, and failing it must not raise another alert."""
    return None if row.sender == "alert" or row.patient_id is None else session.get(Patient, row.patient_id)


def _level(row: Message) -> str | None:
    if row.priority <= outbox.STAFF:
        return "urgent"
    if row.sender == "check_in" and not is_bad_number(row.error_code):
        return None  # the ledger has it; the next check-in or the silence rule follows
    return "review"


def what_it_was(row: Message) -> str:
    """Return what kind of text it was, as a sentence begins."""
    if row.sender == "bot" and row.priority == outbox.EMERGENCY:
        return "An emergency reply"
    return {"staff": "A staff answer", "check_in": "A check-in"}.get(row.sender, "A reply")


def _reason(row: Message) -> str:
    what = what_it_was(row)
    why = "this number cannot receive texts" if is_bad_number(row.error_code) else "the carrier could not deliver it"
    return f"{what} did not reach the patient: {why} ({row.error_code or row.status}). Please reach them another way."
