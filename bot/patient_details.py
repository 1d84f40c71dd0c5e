"""What is known of a patient beside their treatment: name, number, another way to reach them, and their consent."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot import audit, names, opt_out, phones
from bot.delivery.again import number_corrected
from bot.errors import InputError
from bot.models import Message, Patient

#: How a consent may have been given, in words.
CONSENT_SOURCES = {
    "form": "Signed form",
    "in_person": "In person",
    "online": "Online booking",
    "phone": "By phone",
    "text": "By text message",
    "records": "In the clinic's own records",
    "enrolment": "Recorded by the clinic at enrolment",
}
LONGEST_CONTACT, LONGEST_WORDS = 120, 300
#: Texts that follow the person to a new number; an alert is for staff.
FOLLOWING = ("bot", "check_in", "staff")


def change(
    session: Session,
    patient: Patient,
    *,
    name: str,
    phone: str,
    other_contact: str,
    now: datetime,
    actor: str,
    staff_id: int | None = None,
) -> list[str]:
    """Give a patient these details and return which of them are new. InputError when one is no good; nothing is changed then.

    Texts that wait go to the new number: to the old one, which may be a stranger's, nothing more is sent.
    """
    _refuse_erased(patient)
    wanted = {
        "name": names.clean(name) if name.strip() else None,
        "phone": _phone(session, patient, phone),
        "other_contact": _plain(other_contact, LONGEST_CONTACT, "the other contact"),
    }
    new = [field for field, value in wanted.items() if getattr(patient, field) != value]
    if "phone" in new:
        _redirect(session, patient, str(wanted["phone"]))
        patient.phone_problem = None
        number_corrected(session, patient, now)
    for field in new:
        setattr(patient, field, wanted[field])
    if new:
        _flush(session)
        _note(session, patient, "patient.details", now, actor, staff_id, changed=new)
    return new


def record_consent(
    session: Session,
    patient: Patient,
    *,
    source: str,
    at: datetime,
    words: str,
    now: datetime,
    actor: str,
    staff_id: int | None = None,
    asked_again: bool = False,
) -> None:
    """Put on file how this person said that they may be texted, when (aware), in what words. InputError for a bad value.

    `asked_again`: who had opted out has told the clinic since that they want texts again.
    """
    _refuse_erased(patient)
    if source not in CONSENT_SOURCES:
        raise InputError(f"consent is given by {', '.join(CONSENT_SOURCES)}, not {source!r}")
    if at > now:
        raise InputError("consent cannot be given in the future: check the date")
    kept = _plain(words, LONGEST_WORDS, "the words of the consent")
    if asked_again and patient.opted_out_at is not None:
        if at < patient.opted_out_at:
            raise InputError("they opted out after that: give the time when they asked for texts again")
        opt_out.start(session, patient, now, by=actor, staff_id=staff_id)
    if (patient.consent_source, patient.consent_at, patient.consent_words) == (source, at, kept):
        return
    patient.consent_source, patient.consent_at, patient.consent_words = source, at, kept
    _note(session, patient, "patient.consent", now, actor, staff_id, source=source)


def _refuse_erased(patient: Patient) -> None:
    if patient.erased_at is not None:
        raise InputError("This person was erased: nothing can be changed any more.")


def _phone(session: Session, patient: Patient, given: str) -> str:
    if given.strip() == patient.phone:
        return str(patient.phone)
    phone = phones.parse(given, patient.clinic.country)
    if phone == patient.clinic.phone:
        raise InputError("the patient's phone cannot be the clinic's own number")
    taken = (Patient.clinic_id == patient.clinic_id, Patient.phone == phone, Patient.id != patient.id)
    if session.execute(select(Patient.id).where(*taken)).first():
        raise InputError("another patient of yours has this number: perhaps they have texted from it already")
    return phone


def _plain(given: str, longest: int, what: str) -> str | None:
    kept = " ".join(given.split())
    if len(kept) > longest or not kept.isprintable():
        raise InputError(f"{what} must have at most {longest} characters")
    return kept or None


def _redirect(session: Session, patient: Patient, phone: str) -> None:
    theirs = (Message.patient_id == patient.id, Message.direction == "out", Message.sender.in_(FOLLOWING))
    waiting = update(Message).where(*theirs, Message.status == "queued").values(to_phone=phone)
    session.execute(waiting.execution_options(synchronize_session="fetch"))


def _flush(session: Session) -> None:
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError:
        raise InputError("another patient of yours has this number") from None


def _note(
    session: Session, patient: Patient, action: str, now: datetime, actor: str, staff_id: int | None, **detail: object
) -> None:
    target, clinic_id = f"patient:{patient.id}", patient.clinic_id
    audit.record(session, at=now, actor=actor, action=action, target=target, clinic_id=clinic_id, staff_id=staff_id, **detail)
