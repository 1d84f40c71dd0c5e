"""What one signed-in member of staff may reach: the single place that keeps clinics apart.

Console code builds every query from `Desk.rows` or `Desk.get`; both know only the rows of the clinic of whoever signed in,
and another clinic's row is simply not there (NotFound, so 404). No other module of the console may write a `select` of its own.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from bot import audit
from bot.errors import InputError, NotFound
from bot.models import (
    Audit,
    CannedReply,
    CaseNote,
    CheckIn,
    Clinic,
    Conversation,
    Draft,
    Escalation,
    Judgement,
    Message,
    Patient,
    Photo,
    Procedure,
    ProtocolVersion,
    RecoveryCode,
    Staff,
    StaffSession,
    TimelineVersion,
    TreatmentSession,
)

#: Tables that carry their clinic themselves, and those that belong to it through their patient, procedure or member of staff.
OWN = (Audit, CannedReply, CaseNote, CheckIn, Escalation, Judgement, Message, Patient, Photo, Procedure, Staff)
THROUGH_PATIENT = (Conversation, TreatmentSession)
THROUGH_PROCEDURE = (Draft, ProtocolVersion, TimelineVersion)
THROUGH_STAFF = (RecoveryCode, StaffSession)


class Desk:
    """A database session seen through one clinic's eyes."""

    def __init__(self, session: Session, staff: Staff, now: datetime) -> None:
        self.session = session
        self.staff = staff
        self.now = now

    @property
    def clinic(self) -> Clinic:
        """The clinic of whoever signed in."""
        return self.staff.clinic

    def rows(self, model: Any, *columns: Any) -> Any:
        """Return a select of `model` (or of `columns` of it), limited to this clinic's rows."""
        wanted = select(*columns) if columns else select(model)
        wanted = wanted.select_from(model)
        if model in OWN:
            return wanted.where(model.clinic_id == self.staff.clinic_id)
        if model in THROUGH_PATIENT:
            return wanted.join(Patient, Patient.id == model.patient_id).where(Patient.clinic_id == self.staff.clinic_id)
        if model in THROUGH_PROCEDURE:
            return wanted.join(Procedure, Procedure.id == model.procedure_id).where(Procedure.clinic_id == self.staff.clinic_id)
        if model in THROUGH_STAFF:
            return wanted.join(Staff, Staff.id == model.staff_id).where(Staff.clinic_id == self.staff.clinic_id)
        raise TypeError(f"{model.__name__} has no rule for which clinic may see it")

    def newest_text_ids(self, patient_ids: Iterable[int]) -> Any:
        """Return a select of the id of each patient's newest text, None where there is none; alerts to staff are not theirs.

        One step down an index for each patient: a grouped query would read every text that the clinic has.
        """
        theirs = select(Message.id).where(Message.patient_id == Patient.id, Message.sender != "alert")
        newest = theirs.order_by(Message.id.desc()).limit(1).correlate(Patient).scalar_subquery()
        return self.rows(Patient, newest).where(Patient.id.in_(list(patient_ids)))

    def open_cases(self, *columns: Any) -> Any:
        """Return a select of `columns` of every open case, with the direction and time of the patient's newest text behind them,
        and the time at which the patient last wrote; None where there is no such text.

        Two steps down an index for each case, however long its conversation is.
        """
        theirs = select(Message.id).where(Message.patient_id == Escalation.patient_id, Message.sender != "alert")
        newest = theirs.order_by(Message.id.desc()).limit(1).correlate(Escalation).scalar_subquery()
        from_them = aliased(Message)
        came_in = select(from_them.created_at).where(from_them.patient_id == Escalation.patient_id, from_them.direction == "in")
        written = came_in.order_by(from_them.id.desc()).limit(1).correlate(Escalation).scalar_subquery()
        wanted = self.rows(Escalation, *columns, Message.direction, Message.created_at, written)
        return wanted.outerjoin(Message, Message.id == newest).where(Escalation.status == "open")

    def talk_and_photos(self, patient_id: int) -> tuple[Conversation | None, int]:
        """Return the conversation of a patient of this clinic, None before its first text, and how many photos they have sent."""
        sent = select(func.sum(Message.media_count)).where(Message.patient_id == Patient.id, Message.direction == "in")
        wanted = self.rows(Patient, Conversation, sent.correlate(Patient).scalar_subquery())
        found = wanted.outerjoin(Conversation, Conversation.patient_id == Patient.id).where(Patient.id == patient_id)
        talk, photos = self.session.execute(found).one()
        return talk, photos or 0

    def actions(self) -> Any:
        """Return a select of every action that this clinic's audit book knows, each once.

        One step down an index for each: `distinct` would read the whole book.
        """
        ours = Audit.clinic_id == self.staff.clinic_id
        known = select(func.min(Audit.action).label("action")).where(ours).cte("known", recursive=True)
        following = select(func.min(Audit.action)).where(ours, Audit.action > known.c.action).scalar_subquery()
        every = known.union_all(select(following).where(known.c.action.is_not(None)))
        return select(every.c.action).where(every.c.action.is_not(None))

    def get(self, model: Any, key: int, *options: Any) -> Any:
        """Return one row of this clinic by its id. NotFound for any other."""
        found = self.session.scalars(self.rows(model).where(model.id == key).options(*options)).one_or_none()
        if found is None:
            raise NotFound("There is nothing here. It may belong to another clinic, or the address is wrong.")
        return found

    def lock_patient(self, key: int) -> Patient:
        """Return a patient and hold the row until the commit, so that two staff change a conversation one after the other."""
        locked = self.rows(Patient).where(Patient.id == key).with_for_update()
        found = self.session.scalars(locked).one_or_none()
        if found is None:
            raise NotFound("There is no such patient.")
        return found

    def record(self, action: str, target: str, **detail: Any) -> None:
        """Add a line to the audit book under this person's name."""
        who = {"actor": self.staff.email, "clinic_id": self.staff.clinic_id, "staff_id": self.staff.id}
        audit.record(self.session, at=self.now, action=action, target=target, **who, **detail)


class Refused(InputError):
    """This account may not do that."""
