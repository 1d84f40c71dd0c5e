"""Gathering what is known about a patient at the moment of a text, from the record."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot import escalations, published
from bot.levels import worst
from bot.memory import Memory
from bot.models import CheckIn, Conversation, Escalation, Message, Patient, Procedure, TreatmentSession
from bot.promises import in_words, promised_by
from bot.turn.care import Care, KnownSession, OpenCheckIn
from bot.zones import zone

#: A check-in older than this is not what a text answers.
ANSWERABLE = timedelta(days=3)
NAMES_MATTER = 10
#: Built once, because every turn asks for them. A session as a turn sees it, with the protocol that is published now:
_SESSIONS = (
    select(
        TreatmentSession.id,
        TreatmentSession.performed_at,
        Procedure.name.label("procedure"),
        published.NEWEST_PROTOCOL.label("protocol_version_id"),
        TreatmentSession.timeline_version_id,
    )
    .join(Procedure, Procedure.id == TreatmentSession.procedure_id)
    .where(TreatmentSession.patient_id == bindparam("patient_id"), TreatmentSession.cancelled_at.is_(None))
    .order_by(TreatmentSession.performed_at.desc())
    .limit(NAMES_MATTER)
)
#: The newest check-in that was sent, when, and what is on record of it.
_LAST_SENT = (
    select(CheckIn, Message.created_at, Message.explanation)
    .join(Message, Message.id == CheckIn.message_id)
    .where(CheckIn.patient_id == bindparam("patient_id"), CheckIn.message_id.is_not(None))
    .order_by(Message.id.desc())
    .limit(1)
)


def gather(session: Session, row: Message, now: datetime) -> Care:
    """Return everything that the turn of the inbound text `row` may look at."""
    patient = session.get(Patient, row.patient_id)
    clinic = patient.clinic
    sessions = known_sessions(session, patient)
    talk = session.get(Conversation, patient.id)
    place = zone(clinic.timezone)
    cases = escalations.open_cases(session, patient.id)
    opening = (place, clinic.opening_hours, clinic.holidays)
    promised = {level: promised_by(level, now, *opening) for level in ("review", "urgent")}
    promise = {level: in_words(moment, now, place) for level, moment in promised.items()}
    flags = row.explanation.get("flags", [])
    return Care(
        now=now,
        zone=patient.timezone,
        clinic_name=clinic.name,
        clinic_phone=clinic.phone,
        emergency_number=clinic.emergency_number,
        crisis_line=clinic.crisis_line or "",
        by_review=promise["review"],
        by_urgent=promise["urgent"],
        sessions=sessions,
        texts_version_id=published.texts_version(session, clinic.id),
        memory=Memory.parse_obj(talk.memory if talk else {}),
        check_in=open_check_in(session, patient, now),
        gate_level=row.urgency,
        gate_codes=sorted({flag["code"] for flag in flags if flag["level"] != "none"}),
        gate_question=row.explanation.get("question"),
        doubted=row.explanation.get("doubted", "none"),
        case_by=case_promise(cases, now, place),
        case_level=worst("none", *(case.level for case in cases)),
    )


def case_promise(cases: Sequence[Escalation], now: datetime, place: ZoneInfo) -> str:
    """Return by when the patient hears from staff, of all open `cases` the soonest; one that is due already is due now."""
    due = [case.due_at for case in cases]
    return in_words(max(min(due), now), now, place) if due else ""


def known_sessions(session: Session, patient: Patient) -> list[KnownSession]:
    """Return the patient's latest sessions that were not cancelled, with the protocol published for each procedure now."""
    return [KnownSession(**row) for row in session.execute(_SESSIONS, {"patient_id": patient.id}).mappings()]


def open_check_in(session: Session, patient: Patient, now: datetime) -> OpenCheckIn | None:
    """Return the last check-in that was sent and still waits for an answer."""
    last = session.execute(_LAST_SENT, {"patient_id": patient.id}).first()
    if last is None or last[0].answered_at is not None or now - last[1] > ANSWERABLE:
        return None
    check_in, sent_at, told = last
    # The session may be on a newer version by now: an answer is read as it was asked (bot.republishing).
    own = session.get(TreatmentSession, check_in.session_id).timeline_version_id
    timeline = told.get("timeline_version_id") or own
    earlier = earlier_answers(session, check_in)
    return OpenCheckIn(id=check_in.id, step=check_in.step, sent_at=sent_at, timeline_version_id=timeline, earlier=earlier)


def earlier_answers(session: Session, check_in: CheckIn) -> list[tuple[str, dict]]:
    """Return what was answered to the check-ins before this one, oldest first."""
    before = (CheckIn.session_id == check_in.session_id, CheckIn.due_at < check_in.due_at, CheckIn.answered_at.is_not(None))
    rows = session.execute(select(CheckIn).where(*before).order_by(CheckIn.due_at)).scalars()
    return [(one.step, one.values) for one in rows if one.values]
