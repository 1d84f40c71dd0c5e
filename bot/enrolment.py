"""Clinics and patients come in here: the command line, the demo's seed and tests all use the same two doors."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot import audit, checkins, countries, inbox, ledger, phones, protocols, published
from bot.errors import InputError
from bot.models import CheckIn, Clinic, OnCall, Patient, Procedure, ProtocolVersion, TimelineVersion, TreatmentSession
from bot.zones import zone

DEFAULT_PROCEDURE = "microneedling"
#: Offered by clinics but answered by people: it adds heat, so no default here may be used for it (clinical reference, section 0).
PROCEDURE_WITHOUT_PROTOCOL = "rf-microneedling"
PROCEDURES = {DEFAULT_PROCEDURE: "Microneedling", PROCEDURE_WITHOUT_PROTOCOL: "Radiofrequency microneedling"}
#: What a clinic starts with: check-ins in the daytime, people on working days.
WINDOW = time(9), time(20)
OPENING_HOURS = {str(day): ["09:00", "18:00"] for day in range(1, 6)}
#: A session further away than this, either way, is a slip of the pen.
FURTHEST = timedelta(days=366)
#: Who plans and supersedes check-ins, in the ledger and in the audit.
ACTOR = "enrolment"
SUPERSEDED = "superseded by a newer session"
LONGEST_NAME = 120
#: What the first person in the on-call order is called until the clinic names them.
ON_CALL = "On call"

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


@dataclass(frozen=True)
class Enrolment:
    """Who was enrolled for which treatment at which clinic."""

    patient: Patient
    session: TreatmentSession
    clinic: Clinic


def add_clinic(
    session: Session,
    *,
    slug: str,
    name: str,
    phone: str,
    timezone: str,
    country: str | None,
    now: datetime,
    on_call: str | None = None,
    published_by: str,
) -> Clinic:
    """Add a clinic with its procedures and the default protocol and timeline published. InputError when a value is no good."""
    own = phones.parse(phone, country)
    place = _country(own, country)
    call = countries.numbers(place)
    clinic = Clinic(
        slug=_new_slug(session, slug),
        name=_name(name),
        phone=_new_number(session, own),
        timezone=zone(timezone).key,
        country=place,
        emergency_number=call.emergency,
        urgent_line=call.urgent,
        crisis_line=call.crisis,
        on_call=_on_call(on_call, own, place),
        window_start=WINDOW[0],
        window_end=WINDOW[1],
        opening_hours=OPENING_HOURS,
        created_at=now,
    )
    session.add(clinic)
    session.flush()
    _publish(session, clinic, now, published_by)
    audit.record(session, at=now, actor=published_by, action="clinic.add", target=f"clinic:{clinic.id}", clinic_id=clinic.id)
    return clinic


def _country(phone: str, country: str | None) -> str:
    found = (country or countries.of_phone(phone) or "").strip().upper()
    if not found:
        raise InputError("the phone does not say which country it is in: give the country, such as GB")
    return found


def _new_slug(session: Session, slug: str) -> str:
    if not _SLUG.fullmatch(slug):
        raise InputError(f"{slug!r} cannot be a clinic's short name: use small letters, digits and hyphens, such as high-street")
    if session.execute(select(Clinic.id).where(Clinic.slug == slug)).first():
        raise InputError(f"there is a clinic called {slug!r} already")
    return slug


def _name(name: str) -> str:
    kept = " ".join(name.split())
    if not kept or len(kept) > LONGEST_NAME or not kept.isprintable():
        raise InputError(f"a name must have 1 to {LONGEST_NAME} characters")
    return kept


def _new_number(session: Session, phone: str) -> str:
    if session.execute(select(Clinic.id).where(Clinic.phone == phone)).first():
        raise InputError(f"{phone} is the number of another clinic already")
    return phone


def _on_call(phone: str | None, own: str, country: str) -> list[OnCall]:
    if not phone:
        return []
    parsed = phones.parse(phone, country)
    if parsed == own:
        raise InputError("the on-call phone must be another number than the clinic's own")
    return [OnCall(position=1, name=ON_CALL, phone=parsed)]


def _publish(session: Session, clinic: Clinic, now: datetime, published_by: str) -> None:
    for slug, name in PROCEDURES.items():
        session.add(Procedure(clinic_id=clinic.id, slug=slug, name=name))
    session.flush()
    procedure_id = _procedure(session, clinic, DEFAULT_PROCEDURE).id
    version = {"procedure_id": procedure_id, "number": 1, "published_at": now, "published_by": published_by}
    session.add(ProtocolVersion(document=protocols.to_yaml(protocols.load_default()), **version))
    session.add(TimelineVersion(document=checkins.default_timeline_text(), **version))
    session.flush()


def _procedure(session: Session, clinic: Clinic, slug: str) -> Procedure:
    offered = {row.slug: row for row in session.execute(select(Procedure).where(Procedure.clinic_id == clinic.id)).scalars()}
    if slug not in offered:
        raise InputError(f"{clinic.slug} does not offer {slug!r}; it offers: {', '.join(sorted(offered))}")
    return offered[slug]


def enroll(
    session: Session,
    *,
    clinic: Clinic,
    phone: str,
    performed_at: datetime,
    timezone: str | None = None,
    procedure: str | None = None,
    name: str | None = None,
    now: datetime,
) -> Enrolment:
    """Put a treatment on file and plan its check-ins; the same again changes nothing and returns the same rows.

    `performed_at` is when the session ended, with its zone; `procedure` is the clinic's default where none is named.
    InputError when a value is no good.
    """
    _check_moment(performed_at, now)
    patient_phone = phones.parse(phone, clinic.country)
    if patient_phone == clinic.phone:
        raise InputError("the patient's phone cannot be the clinic's own number")
    kind = _procedure(session, clinic, procedure or clinic.default_procedure)
    zone_name = zone(timezone).key if timezone else None
    known_as = _name(name) if name is not None else None
    patient = inbox.patient_of(session, clinic, patient_phone, now)
    patient.timezone, patient.name = zone_name or patient.timezone, known_as or patient.name
    return Enrolment(patient, _session(session, patient, kind, performed_at, now), clinic)


def _check_moment(performed_at: datetime, now: datetime) -> None:
    if performed_at.tzinfo is None:
        raise InputError("the session's time has no zone: give the zone, such as 2024-05-01T14:00+01:00")
    if abs(performed_at - now) > FURTHEST:
        raise InputError(f"a session on {performed_at:%d %B %Y} is more than a year away from today; check the date")


def _session(session: Session, patient: Patient, procedure: Procedure, performed_at: datetime, now: datetime) -> TreatmentSession:
    same = {"patient_id": patient.id, "procedure_id": procedure.id, "performed_at": performed_at}
    if found := session.execute(select(TreatmentSession).filter_by(**same)).scalar_one_or_none():
        return found
    timeline = published.current_timeline(session, procedure.id)
    treatment = TreatmentSession(timeline_version_id=timeline.id if timeline else None, created_at=now, **same)
    session.add(treatment)
    session.flush()
    if timeline:
        _plan(session, patient, treatment, now)
    _supersede(session, patient.id, now)
    _note(session, patient, treatment, now)
    return treatment


def _plan(session: Session, patient: Patient, treatment: TreatmentSession, now: datetime) -> None:
    clinic: Clinic = patient.clinic
    planned = checkins.plan(
        published.timeline(session, treatment.timeline_version_id or 0),
        performed_at=treatment.performed_at,
        zone=zone(patient.timezone),
        window=(clinic.window_start, clinic.window_end),
        now=now,
    )
    owner = {"session_id": treatment.id, "patient_id": patient.id, "clinic_id": clinic.id, "created_at": now, "values": {}}
    ledger.plan(session, [CheckIn(**vars(row), **owner) for row in planned], now=now, actor=ACTOR)


def _supersede(session: Session, patient_id: int, now: datetime) -> None:
    """Cancel what is still planned for every session but the latest; one that lies ahead takes over only when it comes."""
    mine = (TreatmentSession.patient_id == patient_id, TreatmentSession.cancelled_at.is_(None))
    newest_first = select(TreatmentSession).where(*mine).order_by(TreatmentSession.performed_at.desc())
    latest = session.execute(newest_first.limit(1)).scalar_one()
    overtaken = or_(CheckIn.due_at >= latest.performed_at, latest.performed_at <= now)
    waiting = (CheckIn.patient_id == patient_id, CheckIn.session_id != latest.id, CheckIn.status.in_(ledger.OPEN))
    ledger.mark_where(session, (*waiting, overtaken), "cancelled", SUPERSEDED, now=now, actor=ACTOR)


def _note(session: Session, patient: Patient, treatment: TreatmentSession, now: datetime) -> None:
    target = f"session:{treatment.id}"
    audit.record(session, at=now, actor=ACTOR, action="patient.enroll", target=target, clinic_id=patient.clinic_id)
