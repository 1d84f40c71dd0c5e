"""Clinics and patients come in here: the command line, the demo's seed and tests all use the same two doors."""

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import audit, checkins, countries, inbox, names, numbers, patient_details, phones, protocols, sessions
from bot.errors import InputError
from bot.models import Clinic, OnCall, Patient, Procedure, ProtocolVersion, TimelineVersion, TreatmentSession
from bot.zones import zone

DEFAULT_PROCEDURE = "microneedling"
#: Offered by clinics but answered by people: it adds heat, so no default here may be used for it (clinical reference, section 0).
PROCEDURE_WITHOUT_PROTOCOL = "rf-microneedling"
PROCEDURES = {DEFAULT_PROCEDURE: "Microneedling", PROCEDURE_WITHOUT_PROTOCOL: "Radiofrequency microneedling"}
#: What a clinic starts with: check-ins in the daytime, people on working days.
WINDOW = time(9), time(20)
OPENING_HOURS = {str(day): ["09:00", "18:00"] for day in range(1, 6)}
#: Who plans and supersedes check-ins, in the ledger and in the audit.
ACTOR = "enrolment"
SUPERSEDED = sessions.SUPERSEDED
#: How a consent is called that whoever enrols somebody has heard or read.
BY_CLINIC = "enrolment"
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
        name=names.clean(name),
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


def _new_number(session: Session, phone: str) -> str:
    if numbers.clinic_at(session, phone) is not None:
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
    consent_source: str | None = BY_CLINIC,
    consent_words: str = "",
) -> Enrolment:
    """Put a treatment on file and plan its check-ins; the same again changes nothing and returns the same rows.

    `performed_at` is when the session ended, with its zone; `procedure` is the clinic's default where none is named.
    Somebody without a consent on file has one from now on, that the clinic recorded it at enrolment, unless another source is
    given; with None the caller records it.
    InputError when a value is no good.
    """
    sessions.check_moment(performed_at, now)
    patient_phone = phones.parse(phone, clinic.country)
    if patient_phone in numbers.of(session, clinic):
        raise InputError("the patient's phone cannot be the clinic's own number")
    kind = _procedure(session, clinic, procedure or clinic.default_procedure)
    zone_name = zone(timezone).key if timezone else None
    known_as = names.clean(name) if name is not None else None
    patient = inbox.patient_of(session, clinic, patient_phone, now)
    patient.name = known_as or patient.name
    if patient.consent_at is None and consent_source:
        given: dict[str, Any] = {"source": consent_source, "at": now, "words": consent_words}
        patient_details.record_consent(session, patient, **given, now=now, actor=ACTOR)
    _move_to(session, patient, zone_name or patient.timezone, now)
    sessions.apply(session, patient, sessions.adding(session, kind, performed_at), now=now, actor=ACTOR)
    return Enrolment(patient, _treatment(session, patient, kind, performed_at), clinic)


def _move_to(session: Session, patient: Patient, zone_name: str, now: datetime) -> None:
    """Let the patient live by this clock; check-ins that are planned already follow."""
    if session.execute(select(TreatmentSession.id).where(TreatmentSession.patient_id == patient.id).limit(1)).first():
        sessions.apply(session, patient, sessions.ChangeZone(zone_name), now=now, actor=ACTOR)
    else:
        patient.timezone = zone_name


def _treatment(session: Session, patient: Patient, procedure: Procedure, performed_at: datetime) -> TreatmentSession:
    same = {"patient_id": patient.id, "procedure_id": procedure.id, "performed_at": performed_at}
    return session.execute(select(TreatmentSession).filter_by(**same)).scalar_one()
