"""Check-ins that fall due become texts in the outbox, or a reason why not; silent patients become a case."""

from datetime import datetime, timedelta

from sqlalchemy import String, cast, func, literal, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot import checkins, escalations, ledger, log, outbox, published
from bot.checkins import Decision, Due, Situation, Timeline
from bot.db import reading, transaction
from bot.levels import worst
from bot.models import CheckIn, Clinic, Escalation, Message, Patient, TreatmentSession
from bot.zones import zone

#: Who decides, in the ledger.
ACTOR = "scheduler"
BATCH = 50
#: Batches in one tick: a morning on which a thousand fall due at one minute is over in seconds.
BATCHES = 20
OPEN = ("planned", "held")
SENT = ("sent", "delivered", "answered")
OVER = ("skipped", "expired", "failed", "cancelled")
#: The status that a decision ends in; "send" ends when the carrier has the text (bot.delivery.undelivered).
ENDINGS = {"skip": "skipped", "expire": "expired"}
#: A silent patient is looked at this long after the reminder fell due.
SILENCE_LASTS = timedelta(days=14)


def dispatch_all(engine: Engine, now: datetime) -> int:
    """Decide about all that is due, batch after batch; bounded, so that the next tick sees a newer `now`."""
    done = 0
    for _ in range(BATCHES):
        taken = dispatch_due(engine, now)
        done += taken
        if taken < BATCH:
            break
    return done


def dispatch_due(engine: Engine, now: datetime) -> int:
    """Decide about a batch of check-ins that are due at `now`; return how many. Two schedulers never take the same one."""
    with reading(engine) as session:
        if session.execute(_due(now).limit(1)).first() is None:
            return 0
    with transaction(engine) as session:
        rows = session.execute(_due(now).limit(BATCH).with_for_update(skip_locked=True, of=CheckIn)).scalars().all()
        for row in rows:
            _dispatch_safely(session, row, now)
        return len(rows)


def _due(now: datetime) -> select:
    """Check-ins to decide about: those in the outbox already have been."""
    in_outbox = select(Message.id).where(Message.purpose == literal("check_in:") + cast(CheckIn.id, String))
    due = (CheckIn.status.in_(OPEN), CheckIn.due_at <= now, ~in_outbox.exists())
    return select(CheckIn).where(*due).order_by(CheckIn.due_at, CheckIn.id)


def _dispatch_safely(session: Session, row: CheckIn, now: datetime) -> None:
    """One broken timeline must not stop everybody's check-ins."""
    try:
        with session.begin_nested():
            _dispatch(session, row, now)
    except DBAPIError:
        raise
    except Exception as error:
        log.get().error("check-in not prepared", check_in=row.id, error=log.kind_of(error))
        ledger.mark(session, row, "failed", f"could not be prepared ({type(error).__name__})", now=now, actor=ACTOR)


def _dispatch(session: Session, row: CheckIn, now: datetime) -> None:
    treatment, patient = session.get(TreatmentSession, row.session_id), session.get(Patient, row.patient_id)
    if treatment.cancelled_at is not None:
        ledger.mark(session, row, "cancelled", "the session was cancelled", now=now, actor=ACTOR)
        return
    step = published.timeline(session, treatment.timeline_version_id).step(row.step)
    found = checkins.decide(Due(step, row.due_at, row.expires_at), situation(session, row, patient), now)
    if found.action == "send":
        _queue(session, row, patient, step.text, now)
    else:
        _put_off(session, row, found, now)


def _put_off(session: Session, row: CheckIn, found: Decision, now: datetime) -> None:
    if found.action == "hold":
        ledger.mark(session, row, "held", found.reason, due_at=found.until, now=now, actor=ACTOR)
    else:
        ledger.mark(session, row, ENDINGS[found.action], found.reason, now=now, actor=ACTOR)


def _queue(session: Session, row: CheckIn, patient: Patient, words: str, now: datetime) -> None:
    clinic: Clinic = patient.clinic
    outbox.queue(
        session,
        clinic=clinic,
        patient=patient,
        to_phone=patient.phone,
        text=words.format(emergency_number=clinic.emergency_number, clinic_phone=clinic.phone),
        sender="check_in",
        purpose=f"check_in:{row.id}",
        now=now,
        expires_at=min(row.expires_at, _closing(patient, now)),
    )
    ledger.mark(session, row, "planned", "due: waiting to be handed to the carrier", now=now, actor=ACTOR)


def _closing(patient: Patient, now: datetime) -> datetime:
    """Return the end of the clinic's daytime today: a text stuck in a queue must not ring at night."""
    closes = now.astimezone(zone(patient.timezone)).replace(
        hour=patient.clinic.window_end.hour, minute=patient.clinic.window_end.minute, second=0, microsecond=0
    )
    return closes if closes > now else now + timedelta(minutes=30)


def situation(session: Session, row: CheckIn, patient: Patient) -> Situation:
    """Return how things stand with the patient, as the decision about `row` needs it."""
    sent, _, replied = story(session, row.session_id, row.patient_id)
    cases = escalations.open_cases(session, patient.id)
    return Situation(
        zone=zone(patient.timezone),
        window=(patient.clinic.window_start, patient.clinic.window_end),
        opted_out=patient.opted_out_at is not None,
        staff_have_taken_over=escalations.is_taken_over(session, patient.id),
        open_level=worst(*[case.level for case in cases], "none"),
        inbound_waiting=_is_waiting(session, patient.id),
        last_check_in_at=_last_check_in(session, patient.id),
        sent=frozenset(sent),
        replied=replied,
    )


def story(session: Session, session_id: int, patient_id: int) -> tuple[dict[str, datetime], frozenset[str], frozenset[str]]:
    """Return a session's steps: when each was sent, which will not be, and which had a reply. Any text after it is a reply."""
    steps = select(CheckIn.step, CheckIn.status, Message.sent_at).outerjoin(Message, Message.id == CheckIn.message_id)
    rows = session.execute(steps.where(CheckIn.session_id == session_id)).all()
    sent = {step: at for step, status, at in rows if status in SENT and at is not None}
    theirs = (Message.patient_id == patient_id, Message.direction == "in")
    last_text = session.execute(select(func.max(Message.id)).where(*theirs)).scalar()
    wrote_at = session.get(Message, last_text).created_at if last_text else None
    replied = {step for step, status, _ in rows if status == "answered"}
    replied |= {step for step, at in sent.items() if wrote_at is not None and wrote_at > at}
    return sent, frozenset(step for step, status, _ in rows if status in OVER), frozenset(replied)


def _is_waiting(session: Session, patient_id: int) -> bool:
    waiting = (Message.patient_id == patient_id, Message.direction == "in", Message.status == "received")
    return session.execute(select(Message.id).where(*waiting).limit(1)).first() is not None


def _last_check_in(session: Session, patient_id: int) -> datetime | None:
    went = (Message.patient_id == patient_id, Message.sender == "check_in", Message.status.not_in(outbox.OVER))
    last = session.execute(select(Message).where(*went).order_by(Message.id.desc()).limit(1)).scalar_one_or_none()
    return (last.sent_at or last.created_at) if last else None


def review_silence(engine: Engine, now: datetime) -> int:
    """Open a case for every patient who answered neither the check-ins nor their reminder; return how many were opened."""
    with reading(engine) as session:
        candidates = session.execute(_silent(now).limit(BATCH)).scalars().all()
    return sum(_review(engine, key, now) for key in candidates)


def _silent(now: datetime) -> select:
    """Reminders, sent or over, of patients who have not written since and have no case for it yet."""
    wrote = select(Message.id).where(
        Message.patient_id == CheckIn.patient_id, Message.direction == "in", Message.created_at >= CheckIn.due_at
    )
    has_case = select(Escalation.id).where(
        Escalation.purpose == literal("check_in:") + cast(CheckIn.session_id, String) + literal(":silence")
    )
    over = (CheckIn.step == "reminder", CheckIn.status.in_((*SENT, "expired", "failed")))
    lately = (CheckIn.due_at <= now, CheckIn.due_at > now - SILENCE_LASTS)
    return select(CheckIn.session_id).where(*over, *lately, ~wrote.exists(), ~has_case.exists()).order_by(CheckIn.due_at)


def _review(engine: Engine, session_id: int, now: datetime) -> bool:
    with transaction(engine) as session:
        treatment = session.get(TreatmentSession, session_id)
        patient: Patient = treatment.patient
        if treatment.cancelled_at is not None or patient.opted_out_at is not None:
            return False
        timeline: Timeline = published.timeline(session, treatment.timeline_version_id)
        sent, over, replied = story(session, session_id, patient.id)
        why = checkins.silence(timeline, sent=sent, replied=replied, over=over, now=now)
        if why is None:
            return False
        escalations.open_case(
            session,
            patient=patient,
            level="review",
            codes=["silence"],
            reason=why[0].upper() + why[1:],
            purpose=f"check_in:{session_id}:silence",
            now=now,
        )
        return True
