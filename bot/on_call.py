"""A case that nobody has taken up: the on-call order is called on, until a person says "I have it".

Opening, assigning or answering a case says so, and the button does. Putting it off does not: a case that nobody has seen is
not paused. What is to be called, and when, is in the case's own row, so a restart forgets nothing and two schedulers call once.
"""

from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot import escalations, log, mail
from bot.clock import Clock
from bot.db import reading, transaction
from bot.models import Escalation, Message
from bot.settings import Settings

#: How long somebody who was called has, before the next in the order is called.
PATIENCE = {"emergency": timedelta(minutes=5), "urgent": timedelta(minutes=15)}
#: How often the whole order is called before we give up, loudly.
ROUNDS = 3
#: An e-mail that no server took in this time is given up: the text message and the next call go on.
MAIL_WITHIN = timedelta(minutes=10)


class OnCall:
    """The scheduler's look for cases that nobody has taken up."""

    def __init__(self, engine: Engine, clock: Clock, settings: Settings | None = None) -> None:
        self.engine, self.clock, self.settings = engine, clock, settings

    def __call__(self) -> int:
        """Look once; return how many people were called."""
        called = call_due(self.engine, self.clock.now())
        if self.settings is not None and mail.is_configured(self.settings):
            send_mails(self.engine, self.settings, self.clock.now())
        return called


def call_due(engine: Engine, now: datetime) -> int:
    """Call the next person for every case whose last call nobody acknowledged in time; return how many were called."""
    with reading(engine) as session:
        keys = session.scalars(select(Escalation.id).where(*_due(now)).order_by(Escalation.id)).all()
    return sum(_call_next(engine, key, now) for key in keys)


def _due(now: datetime) -> tuple:
    late = (and_(Escalation.level == level, Escalation.called_at <= now - wait) for level, wait in PATIENCE.items())
    return (Escalation.status == "open", Escalation.acknowledged_at.is_(None), or_(*late))


def _call_next(engine: Engine, key: int, now: datetime) -> bool:
    with transaction(engine) as session:
        chosen = select(Escalation).where(Escalation.id == key, *_due(now)).with_for_update(of=Escalation)
        case = session.scalars(chosen).one_or_none()
        if case is None:
            return False  # somebody has just taken it up, or another scheduler was faster
        order = case.patient.clinic.on_call
        if case.called < ROUNDS * len(order):
            return escalations.call(session, case, case.called + 1, now)
        log.get().error("nobody took a case up", case=case.id, clinic=case.clinic_id, level=case.level, called=case.called)
        case.called_at = None  # said once; a graver finding begins again
        return False


def send_mails(engine: Engine, settings: Settings, now: datetime) -> int:
    """Send the e-mails that go with calls; return how many. One that the server does not take is tried again for a while."""
    with reading(engine) as session:
        keys = _mails_waiting(session, now)
    return sum(_mail(engine, settings, key) for key in keys)


def _mails_waiting(session: Session, now: datetime) -> list[int]:
    """Return the alerts whose e-mail has not gone: of each case lately called, the last call's."""
    cases = session.scalars(select(Escalation).where(Escalation.called_at > now - MAIL_WITHIN, Escalation.status == "open"))
    purposes = [escalations.alert_purpose(case, case.called) for case in cases]
    alerts = session.scalars(select(Message).where(Message.purpose.in_(purposes)).order_by(Message.id))
    return [row.id for row in alerts if row.explanation.get(escalations.MAIL) == escalations.WAITS]


def _mail(engine: Engine, settings: Settings, key: int) -> bool:
    """Send one e-mail. It is marked as gone first: two schedulers must not both send it."""
    with transaction(engine) as session:
        row = session.execute(select(Message).where(Message.id == key).with_for_update()).scalar_one()
        address = _address(session, row)
        if row.explanation.get(escalations.MAIL) != escalations.WAITS or address is None:
            return False
        _note(row, "sent")
    try:
        mail.send(
            settings, to=address, subject=row.text.split(".")[0][:78], text=f"{row.text}\n\n{settings.public_url}/console\n"
        )
    except mail.MailError as error:
        log.get().warning("alert not sent by e-mail", message=key, error=str(error))
        with transaction(engine) as session:
            _note(session.get(Message, key), escalations.WAITS)
        return False
    return True


def _address(session: Session, row: Message) -> str | None:
    """Return the e-mail address of whoever was called, as the clinic has it now."""
    case = session.get(Escalation, int((row.purpose or "").split(":")[1]))
    people = case.patient.clinic.on_call if case else ()
    return next((person.email for person in people if person.phone == row.to_phone and person.email), None)


def _note(row: Message, state: str) -> None:
    row.explanation = {**row.explanation, escalations.MAIL: state}
