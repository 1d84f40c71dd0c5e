"""The ways that a call of the on-call order goes besides the text: an e-mail to whoever is called, a webhook for another system.

What is still to go stands in the record of the call's text, so a restart forgets nothing. A process that takes one up says until
when it tries: should it die, another takes it up after that. So an alert may come twice, but is never lost; a webhook's `id`
tells which one it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot import alert_webhook, escalations, log, mail
from bot.db import reading, transaction
from bot.errors import BotError
from bot.escalations import MAIL, WAITS, WEBHOOK
from bot.models import Escalation, Message
from bot.settings import Settings

#: What nobody took in this time is given up: the text message and the next call go on.
WITHIN = timedelta(minutes=10)
#: How long one try may last, with every step of it.
TRY_LASTS = timedelta(minutes=2)
SENT, TRYING = "sent", "until "


@dataclass(frozen=True)
class Way:
    """One way: its name in the record, whether this installation has it, what is sent (None: to nobody), and the sending."""

    name: str
    is_configured: Callable[[Settings], bool]
    content: Callable[[Settings, Escalation, Message], Any]
    send: Callable[[Settings, Any, datetime], None]


def send_waiting(engine: Engine, settings: Settings, now: datetime) -> int:
    """Send what waits; return how many were taken. One that was not is tried again at the next look, for a while."""
    return sum(_send_all(engine, settings, way, now) for way in WAYS if way.is_configured(settings))


def _send_all(engine: Engine, settings: Settings, way: Way, now: datetime) -> int:
    with reading(engine) as session:
        keys = _waiting(session, way, now)
    sent = 0
    for key in keys:
        try:
            sent += _send(engine, settings, way, key, now)
        except BotError as error:
            log.get().warning("alert not taken", way=way.name, message=key, error=str(error))
            break  # whoever is away is so for the others too, and calls must not wait behind them
    return sent


def _waiting(session: Session, way: Way, now: datetime) -> list[int]:
    """Return the alerts that have not gone this way: of each case lately called, the last call's."""
    cases = session.scalars(select(Escalation).where(Escalation.called_at > now - WITHIN, Escalation.status == "open"))
    purposes = [escalations.alert_purpose(case, case.called) for case in cases]
    alerts = session.scalars(select(Message).where(Message.purpose.in_(purposes)).order_by(Message.id))
    return [row.id for row in alerts if _waits(row, way, now)]


def _waits(row: Message, way: Way, now: datetime) -> bool:
    state = row.explanation.get(way.name, SENT)
    is_left_behind = state.startswith(TRYING) and datetime.fromisoformat(state.removeprefix(TRYING)) <= now
    return state == WAITS or is_left_behind


def _send(engine: Engine, settings: Settings, way: Way, key: int, now: datetime) -> bool:
    """Send one, unless another process does. BotError when it was not taken: it waits again then."""
    with transaction(engine) as session:
        row = session.execute(select(Message).where(Message.id == key).with_for_update()).scalar_one()
        case = session.get(Escalation, int((row.purpose or "").split(":")[1]))
        content = way.content(settings, case, row)
        if content is None or not _waits(row, way, now):
            return False
        _note(row, way, TRYING + (now + TRY_LASTS).isoformat())
    try:
        way.send(settings, content, now)
    except BotError:
        _note_later(engine, key, way, WAITS)
        raise
    _note_later(engine, key, way, SENT)
    return True


def _note_later(engine: Engine, key: int, way: Way, state: str) -> None:
    with transaction(engine) as session:
        _note(session.execute(select(Message).where(Message.id == key).with_for_update()).scalar_one(), way, state)


def _note(row: Message, way: Way, state: str) -> None:
    row.explanation = {**row.explanation, way.name: state}


def _letter(settings: Settings, case: Escalation, row: Message) -> dict[str, str] | None:
    """Return the e-mail to whoever was called, at the address that the clinic has for them now."""
    order = case.patient.clinic.on_call
    address = next((person.email for person in order if person.phone == row.to_phone and person.email), None)
    if address is None:
        return None
    return {"to": address, "subject": row.text.split(".")[0][:78], "text": f"{row.text}\n\n{settings.public_url}/console\n"}


def _event(settings: Settings, case: Escalation, row: Message) -> dict[str, Any]:
    """Return what another system is told: nothing that a patient could be known by."""
    return {
        "event": "case.alert",
        "id": row.purpose,
        "at": row.created_at.isoformat(),
        "case": case.id,
        "level": case.level,
        "clinic": case.patient.clinic.slug,
        "call": case.called,
        "link": f"{settings.public_url}/console/cases/{case.id}",
    }


WAYS = (
    Way(MAIL, mail.is_configured, _letter, lambda settings, letter, now: mail.send(settings, **letter)),
    Way(WEBHOOK, alert_webhook.is_configured, _event, alert_webhook.send),
)
