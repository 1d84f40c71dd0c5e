"""Whether somebody is silent by the rules, and the case that is opened or raised for it."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import checkins, escalations, ledger, published
from bot.checkins import Timeline
from bot.dispatch.situations import known, sent_of
from bot.levels import at_least
from bot.memory import Memory, OpenQuestion
from bot.models import CheckIn, Escalation, Message, Patient, TreatmentSession
from bot.turn.triage import question_id

CODE = "silence"


def review_session(session: Session, session_id: int, now: datetime) -> bool:
    """Open a case where the check-ins of a session stayed without an answer for too long."""
    treatment = session.get(TreatmentSession, session_id)
    patient: Patient = treatment.patient
    facts = known(session, [session_id], [patient.id], now)
    steps, replied = facts.steps[session_id], facts.replied(session_id, patient.id)
    sent = sent_of(steps)
    over = frozenset(one.step for one in steps if one.status in ledger.UNSENT)
    timeline = published.timeline(session, treatment.timeline_version_id)
    if why := checkins.silence(timeline, sent=sent, replied=replied, over=over, now=now):
        return _open(session, patient, f"check_in:{session_id}:silence", why[0].upper() + why[1:], now)
    worried = facts.answers(session_id, patient.id).worried
    if found := checkins.silent_after_worry(sent=sent, replied=replied, worried=worried, now=now):
        return _review_worry(session, treatment, *found, now)
    return False


def _review_worry(session: Session, treatment: TreatmentSession, worried: str, unanswered: str, now: datetime) -> bool:
    """The worrying answer's own case says it where it is still open; else there is a new one."""
    reason = f"No reply to {unanswered}, and the answer before it ({worried}) was worrying"
    by_text = [case for case in escalations.open_cases(session, treatment.patient_id) if case.message_id is not None]
    if by_text:
        return _add(session, by_text[-1], "review", reason, now)
    row = select(CheckIn.id).where(CheckIn.session_id == treatment.id, CheckIn.step == unanswered)
    return _open(session, treatment.patient, f"worry:{session.execute(row).scalar_one()}:silence", reason, now)


def review_question(session: Session, message_id: int, now: datetime) -> bool:
    """Open a case, or raise the one of the text that led to it, where a question of ours was left open."""
    row = session.get(Message, message_id)
    patient = session.get(Patient, row.patient_id)
    question = Memory.parse_obj(escalations.conversation(session, patient.id).memory).question
    if question is None or question.doubted != "none":
        return False  # of what was doubted a case is open already, and silence makes it no graver
    treatment = _session_of(session, patient.id, question.at)
    level = _level(session, treatment, question, now)
    if level is None:
        return False
    about = f" ({question.about})" if question.about else ""
    hours = (now - question.at) // timedelta(hours=1)
    reason = f"No answer for {hours} hours to a question of ours: {question.name.replace('_', ' ')}{about}"
    own = session.execute(select(Escalation).where(Escalation.message_id == message_id)).scalars().first()
    if own is not None:
        return own.status == "open" and _add(session, own, level, reason, now)
    return _open(session, patient, f"question:{message_id}:silence", reason, now, level)


def _session_of(session: Session, patient_id: int, at: datetime) -> TreatmentSession | None:
    """Return the patient's latest session at a moment."""
    theirs = (TreatmentSession.patient_id == patient_id, TreatmentSession.cancelled_at.is_(None))
    latest = select(TreatmentSession).where(*theirs, TreatmentSession.performed_at <= at)
    return session.execute(latest.order_by(TreatmentSession.performed_at.desc()).limit(1)).scalar_one_or_none()


def _level(session: Session, treatment: TreatmentSession | None, question: OpenQuestion, now: datetime) -> str | None:
    timeline: Timeline = published.timeline(session, treatment.timeline_version_id if treatment else None)
    hours = (question.at - treatment.performed_at) / timedelta(hours=1) if treatment else None
    worrying = bool(question.codes) or question.about in {step.slug for step in timeline.steps}
    name = question_id(question, timeline, hours)
    return checkins.left_open(timeline, name, worrying=worrying, asked_at=question.at, now=now)


def _open(session: Session, patient: Patient, purpose: str, reason: str, now: datetime, level: str = "review") -> bool:
    """Open a case; False where there is one for this silence already, whatever became of it."""
    if session.execute(select(Escalation.id).where(Escalation.purpose == purpose)).first() is not None:
        return False
    escalations.open_case(session, patient=patient, level=level, codes=[CODE], reason=reason, purpose=purpose, now=now)
    return True


def _add(session: Session, case: Escalation, level: str, reason: str, now: datetime) -> bool:
    """Say it in an open case, and raise it where silence is graver; False where it says so already."""
    if CODE in case.codes and at_least(case.level, level):
        return False
    escalations.open_case(
        session, patient=case.patient, level=level, codes=[CODE], reason=reason, purpose=case.purpose, now=now
    )
    return True
