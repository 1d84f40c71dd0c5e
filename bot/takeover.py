"""Who talks to a patient, a person or the companion: the fence that stands from the moment a person takes over.

`conversation` is the lock. A takeover and the last look before a text leaves (bot.delivery.fence) both hold it, so one of them is
first: either the text had left before the fence stood, or it does not leave.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot import audit, ledger, outbox, published
from bot.clinic_texts import clinic_text
from bot.db import reading, transaction
from bot.models import CheckIn, Conversation, Message, Patient, Staff
from bot.patient_daytime import patient_daytime
from bot.protocols import load_default

#: Who is silent while a person talks.
COMPANION = ("bot", "check_in")
#: What the ledger says of a check-in that was called back.
TALKING = "a person is talking to the patient"
#: The text that tells a patient who answers from now on; it may leave when the time that was set is over.
HANDED_BACK = "handed_back:"
#: A takeover for a set time lasts at least this long after the last answer of staff.
AFTER_ANSWER = timedelta(hours=1)
#: An announcement that could not be sent in this time tells nobody anything.
ANNOUNCED_WITHIN = timedelta(hours=1)
#: Built once: every text passes here, in and out, and to build a statement costs more than to ask it.
_HELD = (
    select(Conversation)
    .where(Conversation.patient_id == bindparam("patient_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def conversation(session: Session, patient_id: int) -> Conversation:
    """Return the patient's conversation, made at first need and held to the transaction's end.

    Two texts at the same moment, perhaps the patient's first, must neither fail nor forget each other's danger signs.
    """
    wanted = {"patient_id": patient_id}
    if (held := session.execute(_HELD, wanted).scalar_one_or_none()) is not None:
        return held
    try:
        with session.begin_nested():
            session.add(Conversation(patient_id=patient_id, memory={}))
    except IntegrityError:
        pass  # another worker made it a moment ago
    return session.execute(_HELD, wanted).scalar_one()


def take_over(
    session: Session, patient: Patient, staff: Staff, now: datetime, *, until: datetime | None = None, announce: bool = False
) -> None:
    """From now on a person talks: what the companion had waiting is called back.

    `until` (aware UTC) is when the companion answers again by itself, None for when somebody hands back; `announce` tells the
    patient so then.
    """
    talk = conversation(session, patient.id)
    talk.taken_over_at = talk.taken_over_at or max(now, _last_left(session, patient.id) or now)
    talk.taken_over_by, talk.taken_over_until = staff.id, until
    session.flush()
    outbox.cancel_waiting(session, patient.id, ("bot",), "taken_over")
    _put_back_check_ins(session, patient.id, now)
    if until is not None and announce:
        _announce(session, patient, now, until)


def _last_left(session: Session, patient_id: int) -> datetime | None:
    """Return when the companion's newest text left: the fence stands behind it, whatever a slow request thought the time was."""
    theirs = (Message.patient_id == patient_id, Message.direction == "out", Message.sender.in_(COMPANION))
    # The last to leave need not be the last that was queued: a check-in waits its turn while replies go.
    return session.execute(select(func.max(Message.sent_at)).where(*theirs)).scalar()


def _put_back_check_ins(session: Session, patient_id: int, now: datetime) -> None:
    """Give queued check-ins back to the timeline's rule; one that the carrier may have heard of waits at the fence."""
    waiting = (Message.patient_id == patient_id, Message.sender == "check_in", Message.status == "queued", Message.attempts == 0)
    for row in session.scalars(select(Message).where(*waiting).with_for_update().execution_options(populate_existing=True)):
        key = (row.purpose or "").split(":")[1]
        still_open = (CheckIn.id == int(key), CheckIn.status.in_(ledger.OPEN)) if key.isdigit() else ()
        outbox.put_back(row)
        if still_open:
            ledger.mark_where(session, still_open, "held", TALKING, now=now, actor="scheduler")


def hand_back(session: Session, patient: Patient, staff: Staff | None, now: datetime, *, announce: bool = False) -> None:
    """Let the companion answer again and, with `announce`, tell the patient so."""
    talk = conversation(session, patient.id)
    was_talking = talk.taken_over_at is not None
    outbox.cancel_waiting(session, patient.id, ("bot",), "handed_back", HANDED_BACK)
    talk.taken_over_by = talk.taken_over_at = talk.taken_over_until = None
    if announce and was_talking:
        _announce(session, patient, now, now)


def _announce(session: Session, patient: Patient, now: datetime, at: datetime) -> None:
    """Queue the news that the companion answers again; what ends at night is told in the morning."""
    at = patient_daytime(patient).next_open(at)
    texts = published.clinic_texts(session, patient.clinic_id)
    texts = texts if "handed_back" in texts.texts else load_default()
    earlier = Message.purpose.startswith(f"{HANDED_BACK}{patient.id}:")
    made = session.execute(select(func.count(Message.id)).where(earlier)).scalar()
    outbox.queue(
        session,
        clinic=patient.clinic,
        patient=patient,
        to_phone=patient.phone,
        text=clinic_text(texts, "handed_back", patient.clinic),
        sender="bot",
        purpose=f"{HANDED_BACK}{patient.id}:{made + 1}",
        now=now,
        not_before=at,
        expires_at=at + ANNOUNCED_WITHIN,
    )


def prolong(session: Session, patient: Patient, now: datetime) -> datetime | None:
    """Return until when a takeover lasts that staff have just answered in: an hour from then at least, None without an end."""
    talk = conversation(session, patient.id)
    return max(talk.taken_over_until, now + AFTER_ANSWER) if talk.taken_over_until else None


def is_announced(session: Session, patient_id: int) -> bool:
    """Return whether the patient will be told when the companion answers again."""
    waiting = (Message.purpose.startswith(f"{HANDED_BACK}{patient_id}:"), Message.status == "queued")
    return session.execute(select(Message.id).where(*waiting)).first() is not None


def is_taken_over(session: Session, patient_id: int) -> bool:
    """Return whether a person is talking to this patient."""
    return is_with_person(session.get(Conversation, patient_id))


def is_with_person(talk: Conversation | None) -> bool:
    """Return whether this conversation is a person's; None is one that nobody has begun."""
    return talk is not None and talk.taken_over_at is not None


def hand_back_due(engine: Engine, now: datetime) -> int:
    """Let the companion answer again wherever the time that was set is over; return to how many patients."""
    over = (Conversation.taken_over_at.is_not(None), Conversation.taken_over_until <= now)
    with reading(engine) as session:
        keys = session.scalars(select(Conversation.patient_id).where(*over)).all()
    return sum(_hand_back_due(engine, key, now) for key in keys)


def _hand_back_due(engine: Engine, patient_id: int, now: datetime) -> bool:
    with transaction(engine) as session:
        talk = conversation(session, patient_id)
        if talk.taken_over_at is None or talk.taken_over_until is None or talk.taken_over_until > now:
            return False  # somebody has just handed back, or goes on
        talk.taken_over_by = talk.taken_over_at = talk.taken_over_until = None
        who = {"actor": "scheduler", "clinic_id": session.get(Patient, patient_id).clinic_id}
        audit.record(session, at=now, action="patient.hand_back", target=f"patient:{patient_id}", **who)
        return True
