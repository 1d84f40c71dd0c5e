"""Texts that nobody could answer in time: a person answers them, and the patient hears once that one will.

An answer hours late is no help: the moment it was asked for has passed, and who gets it at night is woken. Danger is another
matter: the gate's reply and its case come at whatever age (bot.reception), and so does what the reader finds.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from bot import escalations, inbox, outbox, published, unread
from bot.clinic_texts import clinic_text
from bot.clock import Clock
from bot.db import reading, transaction
from bot.levels import at_least
from bot.models import Escalation, Message, Patient
from bot.patient_daytime import patient_daytime
from bot.promises import in_words
from bot.turn.care import Care
from bot.turn.outcome import Outcome
from bot.zones import zone

#: The notice is of use for so long.
NOTICE_LASTS = timedelta(hours=4)
CODE, AWAY = "late", "Came in while we were away"
BATCH = 200


def is_for_staff(outcome: Outcome) -> bool:
    """Return whether a late text with this outcome waits for a person.

    Danger is answered at once at any age, a wish for no more texts is granted, and an answer to a check-in that raises nothing is
    on record: nobody need write about it.
    """
    is_answer = outcome.check_in is not None and outcome.level == "none" and not outcome.told and not outcome.reason
    return not (at_least(outcome.level, "urgent") or outcome.opts_out or is_answer)


def unanswered(care: Care, outcome: Outcome) -> Outcome:
    """Return the outcome without its reply: what was understood and answered to a check-in stays on record."""
    nothing = {"text": "", "told": [], "level": "none", "codes": [], "reason": ""}
    return outcome.copy(update={**nothing, "memory": care.memory.copy(update={"question": None})})


def hand_over(session: Session, row: Message, reason: str, now: datetime) -> None:
    """Put the text into the patient's one case of late texts; with the first of them the patient is told.

    `reason` is what else was found in it, a sentence for staff.
    """
    patient = session.get(Patient, row.patient_id)
    if any(CODE in case.codes for case in escalations.open_cases(session, patient.id)):
        return
    told = f"{AWAY}, {_ago(now - row.created_at)}; not answered by the companion. {reason}".strip()
    about = {"patient": patient, "level": "review", "codes": [CODE], "message": row, "now": now}
    case = escalations.open_case(session, reason=told, purpose=f"message:{row.id}", **about)
    if not case.reason.startswith(AWAY):  # the gate had opened it before
        case.reason = f"{told} {case.reason}"[: escalations.LONGEST_REASON]
    if not escalations.is_taken_over(session, patient.id):
        _tell(session, patient, row, case, now)


def _tell(session: Session, patient: Patient, row: Message, case: Escalation, now: datetime) -> None:
    """Say that a person will answer, and by when; at night in the morning."""
    clinic = patient.clinic
    at = patient_daytime(patient).next_open(now)
    by = in_words(max(case.due_at, at), at, zone(clinic.timezone))
    told = clinic_text(published.clinic_texts(session, clinic.id), "waiting", clinic, by=by)
    outbox.answer(session, patient, row, told, f"reply:{row.id}", now, not_before=at, expires_at=at + NOTICE_LASTS)


def _ago(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    hours, days = round(minutes / 60), round(minutes / 1440)
    if minutes < 90:
        return f"{minutes} minutes ago"
    return f"{hours} hours ago" if hours < 48 else f"{days} days ago"


class LateTexts:
    """Hands texts to staff that no dialogue has taken up in time, because there is none."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine, self.clock = engine, clock

    def __call__(self) -> int:
        """Hand a batch over; return how many there were."""
        now = self.clock.now()
        with reading(self.engine) as session:
            waiting = session.execute(_waiting(now).with_only_columns(Message.id).limit(BATCH)).scalars().all()
        return sum(self._hand_over(key, now) for key in waiting)

    def _hand_over(self, key: int, now: datetime) -> bool:
        with transaction(self.engine) as session:
            row = session.execute(_waiting(now).where(Message.id == key).with_for_update()).scalar_one_or_none()
            if row is None:
                return False  # a dialogue has it in hand after all
            unread.look(session, row, now)
            row.status, row.handled_at, row.claimed_until = "staff", now, None
            if not at_least(row.urgency, "urgent"):
                hand_over(session, row, "", now)
            return True


def _waiting(now: datetime) -> Select:
    free = or_(Message.claimed_until.is_(None), Message.claimed_until < now)
    waits = (Message.direction == "in", Message.status == "received", Message.next_attempt_at <= now - inbox.TIMELY)
    return select(Message).where(*waits, free).order_by(Message.id)
