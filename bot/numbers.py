"""The numbers at which patients reach a clinic: its own, and those beside it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, exists, select, update
from sqlalchemy.orm import Session

from bot import audit, phones
from bot.errors import InputError
from bot.models import Clinic, ClinicNumber, Listened, Patient

#: Whose own number it is, and whether `sender` is another one of theirs. Built once, because every text that comes in asks it.
_OWN = select(Clinic, exists().where(ClinicNumber.clinic_id == Clinic.id, ClinicNumber.phone == bindparam("sender")))
_OWN = _OWN.where(Clinic.phone == bindparam("phone"))


class Ear(NamedTuple):
    """A number that the carrier is asked about: since when it is ours, and up to when the carrier was asked, None for never."""

    phone: str
    ours_since: datetime
    asked_until: datetime | None


def clinic_at(session: Session, phone: str) -> Clinic | None:
    """Return the clinic that is reached at this number, None where none is."""
    return reached(session, phone, phone)[0]


def reached(session: Session, phone: str, sender: str) -> tuple[Clinic | None, bool]:
    """Return the clinic that is reached at `phone`, None where none is, and whether `sender` is one of its own numbers."""
    if own := session.execute(_OWN, {"phone": phone, "sender": sender}).first():  # nearly always
        return own[0], bool(own[1]) or sender == phone
    beside = select(Clinic).join(ClinicNumber, ClinicNumber.clinic_id == Clinic.id).where(ClinicNumber.phone == phone)
    clinic = session.execute(beside).scalar_one_or_none()
    return clinic, clinic is not None and sender in of(session, clinic)


def ears(session: Session) -> list[Ear]:
    """Return every number of every clinic."""
    own = select(Clinic.phone, Clinic.created_at, Listened.until).outerjoin(Listened, Listened.phone == Clinic.phone)
    beside = select(ClinicNumber.phone, ClinicNumber.added_at, Listened.until)
    beside = beside.outerjoin(Listened, Listened.phone == ClinicNumber.phone)
    rows = [*session.execute(own.order_by(Clinic.id)), *session.execute(beside.order_by(ClinicNumber.phone))]
    return [Ear(*found) for found in rows]


def of(session: Session, clinic: Clinic) -> list[str]:
    """Return a clinic's numbers, its own first."""
    beside = select(ClinicNumber.phone).where(ClinicNumber.clinic_id == clinic.id).order_by(ClinicNumber.phone)
    return [clinic.phone, *session.execute(beside).scalars()]


def add(session: Session, clinic: Clinic, phone: str, now: datetime, actor: str) -> str:
    """Let patients reach the clinic at `phone` too; return it as it is stored. InputError where it is some clinic's already."""
    found = phones.parse(phone, clinic.country)
    if clinic_at(session, found) is not None:
        raise InputError(f"{found} is a clinic's number already")
    if session.execute(select(Patient.id).where(Patient.clinic_id == clinic.id, Patient.phone == found)).first():
        raise InputError(f"{found} is a patient's phone")
    session.add(ClinicNumber(phone=found, clinic_id=clinic.id, added_at=now))
    _note(session, clinic, "clinic.number_add", now, actor)
    return found


def remove(session: Session, clinic: Clinic, phone: str, now: datetime, actor: str) -> str:
    """Give a number beside the clinic's own up: whoever texted it gets texts from that one. InputError where it is none."""
    found = phones.parse(phone, clinic.country)
    mine = (ClinicNumber.phone == found, ClinicNumber.clinic_id == clinic.id)
    if session.execute(delete(ClinicNumber).where(*mine)).rowcount == 0:
        raise InputError(f"{found} is not one of the numbers beside {clinic.slug}'s own")
    theirs = (Patient.clinic_id == clinic.id, Patient.our_phone == found)
    session.execute(update(Patient).where(*theirs).values(our_phone=None).execution_options(synchronize_session="fetch"))
    _note(session, clinic, "clinic.number_remove", now, actor)
    return found


def _note(session: Session, clinic: Clinic, action: str, now: datetime, actor: str) -> None:
    audit.record(session, at=now, actor=actor, action=action, target=f"clinic:{clinic.id}", clinic_id=clinic.id)
