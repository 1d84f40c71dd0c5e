"""Who may be silent: selections that an index answers, of sessions and texts that the rules then decide about."""

from datetime import datetime, timedelta

from sqlalchemy import Column, String, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import Select
from sqlalchemy.sql.expression import Exists

from bot import checkins, published
from bot.checkins.silent import AFTER_WORRY, OPEN_AFTER_WORRY
from bot.models import CheckIn, Conversation, Escalation, Message, Patient, TimelineVersion, TreatmentSession

#: A reminder that will not come stands for silence as one that was not answered does.
WITHOUT_ANSWER = ("sent", "delivered", "skipped", "expired", "failed")


def reminders(session: Session) -> dict[str, frozenset[str]]:
    """Return the reminders of all published timelines, each with the steps whose answers it waits for."""
    found: dict[str, frozenset[str]] = {}
    for document in session.execute(select(TimelineVersion.document).distinct()).scalars():
        try:
            steps = published.parsed_timeline(document).steps
        except checkins.TimelineError:
            continue  # whoever dispatches its check-ins says so
        for step in steps:
            if step.is_reminder:
                found[step.slug] = found.get(step.slug, frozenset()) | set(step.no_reply_to)
    return found


def _in_care(patient_id: Column) -> Exists:
    """A patient whose silence can tell something. No join: what is due is looked for first, by its index."""
    kept = (Patient.opted_out_at.is_(None), Patient.discharged_at.is_(None), Patient.paused_at.is_(None))
    return select(Patient.id).where(Patient.id == patient_id, *kept).exists()


def _goes_on(session_id: Column) -> Exists:
    """A session that was not cancelled."""
    kept = (TreatmentSession.id == session_id, TreatmentSession.cancelled_at.is_(None))
    return select(TreatmentSession.id).where(*kept).exists()


def _wrote_after(patient_id: Column, key: object) -> Exists:
    """A text of the patient that came after the text `key`."""
    text = aliased(Message)
    return select(text.id).where(text.patient_id == patient_id, text.direction == "in", text.id > key).exists()


def silent(reminders: dict[str, frozenset[str]], now: datetime, since: timedelta) -> Select:
    """Sessions whose reminder is over, whose patient has not written since the first text it waits for, without a case for it."""
    waited = aliased(CheckIn)
    asked = (waited.session_id == CheckIn.session_id, waited.step.in_(frozenset().union(*reminders.values())))
    first = select(func.min(waited.message_id)).where(*asked).correlate(CheckIn).scalar_subquery()
    purpose = literal("check_in:") + cast(CheckIn.session_id, String) + literal(":silence")
    return (
        select(CheckIn.session_id)
        .where(CheckIn.step.in_(reminders), CheckIn.status.in_(WITHOUT_ANSWER), CheckIn.due_at <= now)
        .where(CheckIn.due_at > now - since, _in_care(CheckIn.patient_id), _goes_on(CheckIn.session_id))
        .where(first.is_not(None), ~_wrote_after(CheckIn.patient_id, first))
        .where(~select(Escalation.id).where(Escalation.purpose == purpose).exists())
    )


def after_worry(now: datetime, since: timedelta) -> Select:
    """Sessions with a check-in unanswered for a while, of patients whose earlier texts have brought in people."""
    raised = select(Escalation.id).where(
        Escalation.patient_id == CheckIn.patient_id, Escalation.message_id.is_not(None), Escalation.opened_at < CheckIn.due_at
    )
    return (
        select(CheckIn.session_id)
        .where(CheckIn.status.in_(("sent", "delivered")), CheckIn.due_at <= now - AFTER_WORRY, CheckIn.due_at > now - since)
        .where(raised.exists(), _in_care(CheckIn.patient_id), _goes_on(CheckIn.session_id))
        .where(~_wrote_after(CheckIn.patient_id, CheckIn.message_id))
    )


def asked(now: datetime, since: timedelta) -> Select:
    """The last texts of patients who were then asked something that they have not answered for a while."""
    handled = (Message.direction == "in", Message.status.in_(("answered", "staff")))
    a_while_ago = (Message.next_attempt_at <= now - OPEN_AFTER_WORRY, Message.next_attempt_at > now - since)
    waits = select(Conversation.patient_id).where(
        Conversation.patient_id == Message.patient_id,
        Conversation.memory["question"].as_string().is_not(None),
        or_(Conversation.taken_over_at.is_(None), Conversation.taken_over_until <= now),
    )
    return (
        select(Message.id)
        .where(*handled, *a_while_ago, waits.exists(), _in_care(Message.patient_id))
        .where(~_wrote_after(Message.patient_id, Message.id))
    )
