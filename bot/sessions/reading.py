"""A patient's course out of the record, and what a change would make of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot import published
from bot.checkins import Timeline, load_default_timeline
from bot.errors import InputError
from bot.models import CheckIn, Message, Patient, Procedure, TreatmentSession
from bot.sessions.change import Choices
from bot.sessions.course import Course, Row, Treatment
from bot.sessions.ending import CANCELLED, ENDINGS
from bot.sessions.intentions import Add, Intention
from bot.sessions.previewing import Preview, work_out
from bot.zones import zone

#: A text in one of these states is with the carrier, or may be.
WITH_THE_CARRIER = ("sending", "unknown", "sent", "delivered")


def preview(session: Session, patient: Patient, intention: Intention, now: datetime, choices: Choices | None = None) -> Preview:
    """Return what `intention` would do; nothing is changed. InputError or NotFound where it cannot be done."""
    refuse_erased(patient)
    return work_out(course_of(session, patient), intention, now, choices)


def adding(session: Session, procedure: Procedure, performed_at: datetime) -> Add:
    """Return the wish for one more session of this procedure, with the timeline that is published for it now."""
    version = published.current_timeline(session, procedure.id)
    timeline = published.timeline(session, version.id) if version else None
    return Add(procedure.id, procedure.name, performed_at, timeline, version.id if version else None)


def refuse_erased(patient: Patient) -> None:
    """InputError for somebody of whom nothing is on file any more."""
    if patient.erased_at is not None:
        raise InputError("This person was erased: nothing can be changed any more.")


def course_of(session: Session, patient: Patient, *, to_change: bool = False) -> Course:
    """Return the patient's course. `to_change` keeps the scheduler off its check-ins until the commit."""
    if to_change:
        _hold(session, patient.id)
    return courses_of(session, [patient])[patient.id]


def courses_of(session: Session, patients: Sequence[Patient]) -> dict[int, Course]:
    """Return each patient's course. As many queries for a thousand patients as for one."""
    keys = [patient.id for patient in patients]
    rows = _rows(session, keys)
    mine = select(TreatmentSession).where(TreatmentSession.patient_id.in_(keys)).order_by(TreatmentSession.id)
    fresh = mine.options(joinedload(TreatmentSession.procedure)).execution_options(populate_existing=True)
    treatments = session.execute(fresh).scalars().all()
    documents = published.timeline_documents(session, {one.timeline_version_id for one in treatments if one.timeline_version_id})
    theirs: dict[int, list[Treatment]] = defaultdict(list)
    for one in treatments:
        theirs[one.patient_id].append(_treatment(one, rows[one.id], documents))
    return {patient.id: _course(patient, theirs[patient.id]) for patient in patients}


def _course(patient: Patient, treatments: Sequence[Treatment]) -> Course:
    clinic = patient.clinic
    return Course(
        zone=zone(patient.timezone),
        window=(clinic.window_start, clinic.window_end),
        treatments=tuple(treatments),
        opted_out=patient.opted_out_at is not None,
        paused=patient.paused_at is not None,
        discharged=patient.discharged_at is not None,
    )


def _hold(session: Session, patient_id: int) -> None:
    """Lock the check-ins' texts that wait, then the check-ins: everybody takes them in this order."""
    waiting = (Message.patient_id == patient_id, Message.sender == "check_in", Message.status == "queued")
    session.execute(select(Message.id).where(*waiting).order_by(Message.id).with_for_update()).all()
    theirs = select(CheckIn).where(CheckIn.patient_id == patient_id).order_by(CheckIn.id)
    # What this transaction had read of them before is read again: from here on nobody else changes them.
    session.execute(theirs.with_for_update(of=CheckIn).execution_options(populate_existing=True)).all()


def _rows(session: Session, patients: Sequence[int]) -> dict[int, list[Row]]:
    """Return the patients' check-ins by session."""
    texts = (Message.patient_id.in_(patients), Message.sender == "check_in", Message.status.in_(WITH_THE_CARRIER))
    under_way = set(session.execute(select(Message.purpose).where(*texts)).scalars())
    columns = (CheckIn.id, CheckIn.step, CheckIn.status, CheckIn.reason, CheckIn.due_at, CheckIn.expires_at)
    mine = select(CheckIn.session_id, *columns).where(CheckIn.patient_id.in_(patients)).order_by(CheckIn.id)
    found: dict[int, list[Row]] = defaultdict(list)
    for treatment, key, step, status, reason, due, expires in session.execute(mine):  # not whole rows: there may be thousands
        found[treatment].append(Row(key, step, status, reason, due, expires, f"check_in:{key}" in under_way))
    return found


def _treatment(one: Any, rows: list[Row], documents: Mapping[int, str]) -> Treatment:
    return Treatment(
        id=one.id,
        procedure_id=one.procedure_id,
        procedure=one.procedure.name,
        performed_at=one.performed_at,
        timeline=_timeline(one.timeline_version_id, rows, documents),
        rows=tuple(rows),
        ended=(one.cancel_reason if one.cancel_reason in ENDINGS else CANCELLED) if one.cancelled_at else None,
    )


def _timeline(version: int | None, rows: list[Row], documents: Mapping[int, str]) -> Timeline | None:
    if version is not None:
        return published.parsed_timeline(documents[version])
    return load_default_timeline() if rows else None  # no version, yet check-ins: planned by the default timeline (bot.published)
