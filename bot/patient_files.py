"""Patients and sessions out of a CSV file and into one: seen row by row first, then brought in together or not at all."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import audit, enrolment, patient_details, patients_csv
from bot.clinic_changes.current import procedures_of
from bot.errors import InputError
from bot.models import Clinic, Patient, Procedure, TreatmentSession
from bot.patients_csv import Checked, Entry, KnownPatient, Surroundings
from bot.patients_csv.checking import phones_of
from bot.sessions import FURTHEST
from bot.zones import zone


class RowsRefused(InputError):
    """Not every row can be brought in, so none was; `checked` says what is wrong with each."""

    def __init__(self, checked: Checked) -> None:
        count = len(checked.bad)
        super().__init__(f"{count} of {len(checked.rows)} rows cannot be brought in, so nothing was")
        self.checked = checked


@dataclass(frozen=True)
class Brought:
    """What an import did: for each row that came in the patient and the session."""

    checked: Checked
    rows: dict[int, tuple[int, int]]


def look(session: Session, clinic: Clinic, content: bytes, now: datetime) -> Checked:
    """Return each row of a file with what is wrong with it; nothing is changed. CsvRefused for a file that is none."""
    table, around = patients_csv.read_table(content), _surroundings(session, clinic, now)
    return patients_csv.check(table, around, _on_file(session, clinic, phones_of(table, around)))


def bring_in(
    session: Session,
    clinic: Clinic,
    content: bytes,
    *,
    now: datetime,
    actor: str,
    staff_id: int | None = None,
    good_rows: bool = False,
) -> Brought:
    """Put the rows on file in the caller's transaction, and plan their check-ins.

    RowsRefused while any row cannot be used, unless `good_rows` says that the others shall come in alone; or where none can.
    """
    checked = look(session, clinic, content, now)
    if not checked.good or (checked.bad and not good_rows):
        raise RowsRefused(checked)
    rows = {row.line: _enroll(session, clinic, row.entry, now, actor, staff_id) for row in checked.good if row.entry}
    about: dict[str, Any] = {"actor": actor, "clinic_id": clinic.id, "staff_id": staff_id, "rows": len(checked.rows)}
    audit.record(session, at=now, action="patients.import", target="patients", **about, brought_in=len(rows))
    session.flush()
    return Brought(checked, rows)


def export(session: Session, clinic: Clinic) -> str:
    """Return every patient and session of a clinic as CSV, in the columns that an import reads. Who was erased is not in it."""
    return patients_csv.csv_text(_rows(session, clinic))


def _surroundings(session: Session, clinic: Clinic, now: datetime) -> Surroundings:
    return Surroundings(
        now=now,
        country=clinic.country,
        timezone=clinic.timezone,
        phone=clinic.phone,
        default_procedure=clinic.default_procedure,
        procedures={row.slug: row.name for row in procedures_of(session, clinic)},
        consent_sources=patient_details.CONSENT_SOURCES,
        furthest=FURTHEST,
    )


def _on_file(session: Session, clinic: Clinic, phones: list[str]) -> dict[str, KnownPatient]:
    mine = select(Patient).where(Patient.clinic_id == clinic.id, Patient.phone.in_(phones))
    patients = {row.id: row for row in session.execute(mine).scalars()}
    sessions = defaultdict(set)
    for treatment, slug in session.execute(_sessions(TreatmentSession.patient_id.in_(patients))):
        sessions[treatment.patient_id].add((slug, treatment.performed_at))
    return {row.phone: _known(row, frozenset(sessions[row.id])) for row in patients.values()}


def _known(row: Patient, sessions: frozenset[tuple[str, datetime]]) -> KnownPatient:
    return KnownPatient(row.name, row.timezone, row.opted_out_at is not None, row.discharged_at is not None, sessions)


def _sessions(*where: Any) -> Any:
    """Sessions that stand, each with its procedure's short name."""
    stands = select(TreatmentSession, Procedure.slug).join(Procedure, Procedure.id == TreatmentSession.procedure_id)
    return stands.where(TreatmentSession.cancelled_at.is_(None), *where).order_by(TreatmentSession.id)


def _enroll(
    session: Session, clinic: Clinic, entry: Entry, now: datetime, actor: str, staff_id: int | None
) -> tuple[int, int]:
    done = enrolment.enroll(
        session,
        clinic=clinic,
        phone=entry.phone,
        performed_at=entry.performed_at,
        timezone=entry.timezone,
        procedure=entry.procedure,
        name=entry.name,
        now=now,
        consent_source=None,
    )
    patient, who = done.patient, _who(now, actor, staff_id)
    if entry.other_contact:
        kept = {"name": patient.name or "", "phone": patient.phone, "other_contact": entry.other_contact}
        patient_details.change(session, patient, **kept, **who)
    given = entry.consent
    # A consent on file is older than a row that does not say when, and no worse: it stays.
    if patient.consent_at is None or (given.at and given.at > patient.consent_at):
        at = given.at or now
        patient_details.record_consent(session, patient, source=given.source, at=at, words=given.words, **who)
    return patient.id, done.session.id


def _who(now: datetime, actor: str, staff_id: int | None) -> dict[str, Any]:
    return {"now": now, "actor": actor, "staff_id": staff_id}


def _rows(session: Session, clinic: Clinic) -> Iterator[dict[str, str]]:
    mine = (Patient.clinic_id == clinic.id, Patient.erased_at.is_(None))
    sessions = defaultdict(list)
    for treatment, slug in session.execute(_sessions(TreatmentSession.patient_id.in_(select(Patient.id).where(*mine)))):
        sessions[treatment.patient_id].append((treatment.performed_at, slug))
    for patient in session.execute(select(Patient).where(*mine).order_by(Patient.id)).scalars():
        person = _person(patient, clinic)
        for performed_at, slug in sessions[patient.id]:
            local = performed_at.astimezone(zone(clinic.timezone))
            yield {**person, "procedure": slug, "performed_at": local.isoformat(sep=" ")}
        if not sessions[patient.id]:
            yield person


def _person(patient: Patient, clinic: Clinic) -> dict[str, str]:
    return {
        "name": patient.name or "",
        "phone": patient.phone,
        "timezone": patient.timezone,
        "other_contact": patient.other_contact or "",
        "consent": _consent(patient, clinic),
        "opted_out": f"{patient.opted_out_at:%Y-%m-%d}" if patient.opted_out_at else "",
    }


def _consent(patient: Patient, clinic: Clinic) -> str:
    """Return a consent as an import reads it: "2026-03-01 Signed form: you may text me"."""
    if patient.consent_at is None:
        return ""
    day = f"{patient.consent_at.astimezone(zone(clinic.timezone)):%Y-%m-%d}"
    source = patient_details.CONSENT_SOURCES.get(patient.consent_source or "", "")
    return f"{day} {': '.join(filter(None, (source, patient.consent_words)))}".strip()
