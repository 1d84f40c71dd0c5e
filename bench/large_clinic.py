"""Databases for the benchmark of the console's pages: a clinic after two busy years, and one that has hardly begun.

The people and the cases of the tests' named world are there too, so that every address has a row to show. Rows are made by the
hundred thousand, in the order of time, and kept under var/bench: the next run finds them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bench.clinic_rows import NOW, ROUND, TEXTS, THEIRS, Course
from bench.seed_checkins import count_what_there_is
from bot import ledger
from bot.checkins import load_default_timeline
from bot.db import transaction
from bot.models import (
    Audit,
    CannedReply,
    CaseNote,
    CheckIn,
    CheckInEvent,
    Clinic,
    Escalation,
    Judgement,
    Message,
    Patient,
    Procedure,
    ProtocolVersion,
    Staff,
    TimelineVersion,
    TreatmentSession,
)
from tests.console_walk import Places, populate

YEARS = timedelta(days=730)
BATCH = 5000
#: Lines of the audit book for each patient.
LOOKS = 20


@dataclass(frozen=True)
class Size:
    """How much there is: patients here and next door, texts of Mary, who writes most, and of what a clinic made itself."""

    patients: int
    neighbours: int
    long_talk: int
    shelf: int


LARGE, SMALL = Size(5000, 500, 1000, 40), Size(50, 5, 10, 4)


def build(engine: Engine, size: Size) -> Places:
    """Fill an empty database that has its tables; return which of its rows stand for the names in addresses."""
    places = populate(engine, NOW)
    grow(engine, size)
    return places


def grow(engine: Engine, size: Size) -> None:
    """Add so much to a database that holds the named world."""
    with transaction(engine) as session:
        for slug, patients in (("rosewood", size.patients), ("harbour", size.neighbours)):
            clinic = session.execute(select(Clinic).where(Clinic.slug == slug)).scalar_one()
            _aftercare(session, clinic, _courses(session, clinic, patients))
            _own_words(session, clinic, size.shelf)
        _long_talk(session, session.scalars(select(Patient).where(Patient.name == "Mary Okafor")).one(), size.long_talk)
        _count_on(session)
    count_what_there_is(engine)


def _courses(session: Session, clinic: Clinic, patients: int) -> list[Course]:
    """Return so many courses, spread over the years, oldest first."""
    staff = list(session.scalars(select(Staff.id).where(Staff.clinic_id == clinic.id)))
    person, treatment, case = (_next(session, kind) for kind in (Patient, TreatmentSession, Escalation))
    return [
        Course(
            number=n, clinic=clinic.id, clinic_phone=clinic.phone, staff=staff[n % len(staff)], patient=person + n,
            session=treatment + n, case=case + n, begun=NOW - YEARS * (patients - n) / patients,
        )
        for n in range(patients)
    ]  # fmt: skip


def _aftercare(session: Session, clinic: Clinic, courses: list[Course]) -> None:
    mine = (Procedure.clinic_id == clinic.id, Procedure.slug == "microneedling")
    procedure = session.scalars(select(Procedure.id).where(*mine)).one()
    timeline = session.scalars(select(func.min(TimelineVersion.id)).where(TimelineVersion.procedure_id == procedure)).one()
    _write(session, Patient, (one.person() for one in courses))
    _write(session, TreatmentSession, (one.treatment(procedure, timeline) for one in courses))
    asked = _texts(session, courses)
    _write(session, Escalation, (one.escalation(asked[one.patient]) for one in courses))
    grave = [one for one in courses if one.level != "review"]
    _write(session, Message, ({**one.alert(), "id": row} for row, one in enumerate(grave, _next(session, Message))))
    _check_ins(session, courses)
    looks = ((NOW - YEARS * (LOOKS - n) / LOOKS - timedelta(hours=1), n) for n in range(LOOKS))
    _write(session, Audit, (one.look(n, at) for at, n in looks for one in courses))
    whose = {"clinic_id": clinic.id, "staff_id": courses[0].staff, "at": NOW}
    noted = ({**whose, "patient_id": one.patient, "escalation_id": one.case, "text": "Rang her"} for one in courses[::2])
    _write(session, CaseNote, noted)
    _write(session, Judgement, ({**whose, "message_id": asked[one.patient], "level": "none"} for one in courses[::4]))


def _texts(session: Session, courses: list[Course]) -> dict[int, int]:
    """Write the texts in the order of time; return for each patient one that they wrote."""
    apart = timedelta(days=28) / TEXTS
    said = sorted(((min(one.begun + n * apart, NOW), n, one) for one in courses for n in range(TEXTS)), key=lambda text: text[:2])
    first = _next(session, Message)
    _write(session, Message, (one.text(first + row, at, n) for row, (at, n, one) in enumerate(said)))
    return {one.patient: first + row for row, (_, n, one) in enumerate(said) if n % ROUND == THEIRS}


def _check_ins(session: Session, courses: list[Course]) -> None:
    first, planned = _next(session, CheckIn), [(one, step) for one in courses for step in load_default_timeline().steps]
    rows = [one.check_in(first + n, step) for n, (one, step) in enumerate(planned)]
    _write(session, CheckIn, rows)
    _write(session, CheckInEvent, (line for row in rows for line in _life(row)))


def _life(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    kept = {"check_in_id": row["id"], "reason": row["reason"], "due_at": row["due_at"]}
    yield {**kept, "at": row["created_at"], "status": "planned", "actor": "enrolment"}
    if row["status"] not in ledger.OPEN:
        yield {**kept, "at": row["due_at"], "status": row["status"], "actor": "scheduler"}


def _own_words(session: Session, clinic: Clinic, number: int) -> None:
    """Write what a clinic makes itself: canned replies, colleagues, versions of its protocol and timeline."""
    whose: dict[str, Any] = {"clinic_id": clinic.id}
    titles = (f"Reply {_next(session, CannedReply) + n}" for n in range(number))
    _write(session, CannedReply, [{**whose, "title": title, "text": "Please ring us on {clinic_phone}."} for title in titles])
    who = {**whose, "role": "front_desk", "created_at": NOW, "failed_sign_ins": 0}
    addresses = (f"{_next(session, Staff) + n}@{clinic.slug}.example" for n in range(number))
    _write(session, Staff, [{**who, "email": address} for address in addresses])
    for version in (ProtocolVersion, TimelineVersion):
        _versions(session, version, clinic, number)


def _versions(session: Session, version: Any, clinic: Clinic, number: int) -> None:
    table = version.__table__
    mine = select(table).join(Procedure).where(Procedure.clinic_id == clinic.id).order_by(table.c.number.desc()).limit(1)
    newest = session.execute(mine).mappings().one()
    kept = {name: value for name, value in newest.items() if name != "id"}
    _write(session, version, [{**kept, "number": newest["number"] + 1 + n} for n in range(number)])


def _long_talk(session: Session, patient: Patient, number: int) -> None:
    """Give one patient a long conversation and, for every tenth text, a case that was closed."""
    first, case, staff = _next(session, Message), _next(session, Escalation), session.scalars(select(Staff.id)).first()
    mary = Course(7, patient.clinic_id, patient.clinic.phone, staff, patient.id, 0, case, NOW - timedelta(days=3))
    said = [mary.text(first + n, NOW - timedelta(minutes=number - n), n) for n in range(number)]
    _write(session, Message, [{**row, "from_phone": patient.phone} for row in said])
    closed = ({**mary.escalation(first + n), "id": case + n, "purpose": f"bench:{case + n}"} for n in range(number // 10))
    _write(session, Escalation, closed)


def _next(session: Session, kind: Any) -> int:
    return int(session.execute(select(func.max(kind.id))).scalar() or 0) + 1


def _write(session: Session, kind: Any, rows: Iterable[dict[str, Any]]) -> None:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        session.execute(insert(kind.__table__), batch)


def _count_on(session: Session) -> None:
    """PostgreSQL numbers rows by itself and has not seen those that were written with a number."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for kind in (Patient, TreatmentSession, Escalation, Message, CheckIn):
        table, newest = kind.__tablename__, _next(session, kind)
        session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {newest})"))
