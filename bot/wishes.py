"""What follows from a wish about the texts themselves: STOP, START, HELP, as a keyword, in words, or as the carrier reports it.

The carrier keeps opt-outs of its own, by keyword: what it does we mirror. Where its keywords are words that people mean otherwise
("cancel", "yes"), staff are told what it took them for.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import escalations, opt_out, outbox, published
from bot.clinic_texts import clinic_text
from bot.gathering import open_check_in
from bot.memory import Memory
from bot.models import Message, Patient
from bot.safety.optout import AMBIGUOUS, YES, only_word

STOP, START, HELP = "stop", "start", "help"
TEXTS = {STOP: "opt_out_confirmed", START: "opt_in_confirmed", HELP: "help"}
#: A text that came in as late as this may have been overtaken by a newer one.
OVERTAKEN = timedelta(minutes=1)
ASKED_FOR_HELP = "The patient has opted out of texts and asked for HELP; nothing was sent. Please phone."
TOOK_YES = (
    "The patient, who has opted out, texted YES, perhaps about {asked}. "
    "Carriers take YES for START; we do not, and send nothing. Please phone."
)
TOOK_STOP = (
    "The patient texted {word}. Carriers take that for STOP, so they get no texts any more.{asked} "
    "If they meant something else, such as an appointment, please phone."
)


def attend(
    session: Session, patient: Patient, row: Message, heard: str | None, carrier_says: str | None, now: datetime, *, looping: bool
) -> None:
    """Do what a text wishes, if it wishes something: `heard` by the gate, or as the carrier took it, where it tells.

    Only a STOP is heard from what seems to be a machine (`looping`).
    """
    wish = carrier_says if carrier_says in TEXTS else heard
    if only_word(row.text) == YES:
        wish = _from_yes(session, patient, row, now)
    elif wish in (STOP, START) and now - row.created_at > OVERTAKEN and _is_overtaken(session, row):
        wish = None
    if wish is None or (looping and wish != STOP):
        return
    row.explanation = {**row.explanation, "opt_out": wish}
    grant(session, patient, row, wish, now, told_by_carrier=carrier_says == STOP)


def _from_yes(session: Session, patient: Patient, row: Message, now: datetime) -> str | None:
    """Take a YES from somebody opted out for START, as carriers do; one that may answer what we had asked is for staff."""
    if patient.opted_out_at is None:
        return None
    if asked := _asked(session, patient, now):
        _tell(session, patient, row, "opted_out", TOOK_YES.format(asked=asked), now)
        return None
    return START


def _is_overtaken(session: Session, row: Message) -> bool:
    """Return whether a wish that was written after this one is on record already: the newer one holds."""
    newer = (Message.patient_id == row.patient_id, Message.direction == "in", Message.created_at > row.created_at)
    found = session.execute(select(Message.explanation).where(*newer)).scalars()
    return any(explanation.get("opt_out") in (STOP, START) for explanation in found)


def grant(session: Session, patient: Patient, row: Message, wish: str, now: datetime, *, told_by_carrier: bool = False) -> None:
    """Do what the patient wishes and say so, unless the carrier has confirmed the STOP itself.

    To somebody opted out goes one confirmation, whatever else they write.
    """
    changed = False
    if wish == STOP:
        changed = opt_out.stop(session, patient, "words" if len(row.text.split()) > 1 else "keyword", now)
        _explain_stop(session, patient, row, now)
    elif wish == START:
        opt_out.start(session, patient, now, words=row.text)
    elif patient.opted_out_at is not None:
        _tell(session, patient, row, "opted_out", ASKED_FOR_HELP, now)
    if (changed and not told_by_carrier) or patient.opted_out_at is None:
        purpose = f"{'opt_out' if wish == STOP else 'reply'}:{row.id}"
        told = clinic_text(published.clinic_texts(session, patient.clinic_id), TEXTS[wish], patient.clinic)
        outbox.answer(session, patient, row, told, purpose, now)
    row.status, row.handled_at, row.topics = "answered", now, [wish]


def _explain_stop(session: Session, patient: Patient, row: Message, now: datetime) -> None:
    word = only_word(row.text)
    if word in AMBIGUOUS:
        asked = _asked(session, patient, now)
        context = f" It may be about {asked}." if asked else ""
        _tell(session, patient, row, "carrier_opt_out", TOOK_STOP.format(word=word.upper(), asked=context), now)


def _asked(session: Session, patient: Patient, now: datetime) -> str:
    """Return what the patient's text may have been meant for, in words for staff; "" where nothing is open."""
    memory = Memory.parse_obj(escalations.conversation(session, patient.id).memory)
    if "appointment" in memory.recent_subjects(now) or _spoke_of_appointment(session, patient, now):
        return "what was said of an appointment"
    if check_in := open_check_in(session, patient, now):
        return f"the check-in {check_in.step}, which waits for an answer"
    question = memory.open_question(now)
    return f"our open question ({question.name.replace('_', ' ')})" if question else ""


def _spoke_of_appointment(session: Session, patient: Patient, now: datetime) -> bool:
    theirs = (Message.patient_id == patient.id, Message.direction == "in", Message.created_at > now - timedelta(days=1))
    last = select(Message.topics).where(*theirs, Message.status != "received").order_by(Message.id.desc()).limit(1)
    return "appointment" in (session.execute(last).scalar() or [])


def _tell(session: Session, patient: Patient, row: Message, code: str, reason: str, now: datetime) -> None:
    escalations.open_case(
        session, patient=patient, level="review", codes=[code], reason=reason, purpose=f"message:{row.id}", message=row, now=now
    )
