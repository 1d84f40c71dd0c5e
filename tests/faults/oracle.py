"""What must be true when the dust has settled, by our record and by the carrier's own list."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import reading
from bot.models import Clinic, Escalation, Message
from bot.reconciling import reckon
from bot.sms_text import to_gsm7

if TYPE_CHECKING:
    from tests.faults.stage import Theatre

#: Texts that the carrier has had, and those that it must never have had.
TAKEN, NOT_TAKEN = ("sent", "delivered", "undelivered"), ("cancelled", "expired")
#: A text: to whom, and its words.
Text = tuple[str, str]


def judge(theatre: "Theatre", engine: Engine, now: datetime) -> tuple[list[str], list[str]]:
    """Return what is wrong, in words, and the purposes of texts that the carrier took twice."""
    inbound = [row["sid"] for row in theatre.carrier_rows("SELECT sid FROM carrier_message WHERE direction = 'inbound'")]
    told = theatre.carrier_rows("SELECT to_phone, body FROM carrier_message WHERE direction != 'inbound'")
    accepted = Counter((row["to_phone"], to_gsm7(row["body"]).strip()) for row in told)
    with reading(engine) as session:
        twice = _twice(session, accepted)
        wrong = [*_texts(session, inbound), *_sends(session, accepted), *_ledger(session, now)]
        return wrong + [f"the carrier took twice: {purpose}" for purpose in twice], twice


def _texts(session: Session, sids: list[str]) -> Iterator[str]:
    """Every text is on record once, and answered once or with staff."""
    rows = session.execute(select(Message).where(Message.direction == "in")).scalars().all()
    on_record = Counter(row.provider_sid for row in rows)
    yield from (f"a patient's text is on record {on_record[sid]} times" for sid in sids if on_record[sid] != 1)
    standing = select(Message.reply_to_id).where(Message.sender == "bot", Message.status != "cancelled")
    replies = Counter(session.execute(standing).scalars())
    cases = Counter(session.execute(select(Escalation.message_id)).scalars())
    for row in rows:
        if row.status not in ("answered", "staff"):
            yield f"a text is still {row.status}: {row.text}"
        elif replies[row.id] > 1 or not (replies[row.id] or cases[row.id]):
            yield f"a text has {replies[row.id]} replies and {cases[row.id]} cases: {row.text}"


def _sends(session: Session, accepted: Counter[Text]) -> Iterator[str]:
    """What the record says has left is what the carrier has, and what did not leave is with staff or in the ledger."""
    rows = session.execute(select(Message).where(Message.direction == "out")).scalars().all()
    ours = Counter(_text(row) for row in rows)
    yield from (f"the carrier has a text that we know nothing of, to {to}" for to, body in accepted if not ours[(to, body)])
    told = {key for key in session.execute(select(Escalation.message_id)).scalars() if key}
    for row in rows:
        taken = accepted[_text(row)]
        if row.status in TAKEN and not taken:
            yield f"lost: {_kind(row)} is {row.status}, the carrier never had it"
        elif row.status in NOT_TAKEN and taken:
            yield f"{_kind(row)} is {row.status}, but the carrier has it"
        elif row.status in ("queued", "sending", "unknown") and row.attempts:
            yield f"{_kind(row)} still waits: {row.status} ({row.error_code})"
        elif row.status == "failed" and row.sender in ("bot", "staff") and row.id not in told:
            yield f"{_kind(row)} failed ({row.error_code}), and nobody was told"


def _twice(session: Session, accepted: Counter[Text]) -> list[str]:
    rows = session.execute(select(Message).where(Message.direction == "out")).scalars().all()
    ours = Counter(_text(row) for row in rows)
    return [_kind(row) for row in rows if accepted[_text(row)] > ours[_text(row)]]


def _ledger(session: Session, now: datetime) -> Iterator[str]:
    for key in session.execute(select(Clinic.id)).scalars():
        yield from (f"ledger: {words}" for words in reckon(session, key, now).mismatches)


def _text(row: Message) -> Text:
    return row.to_phone, to_gsm7(row.text).strip()


def _kind(row: Message) -> str:
    emergency = " (emergency)" if row.priority == outbox.EMERGENCY else ""
    return f"{(row.purpose or '?').split(':')[0]}{emergency}"
