"""What must be true when the dust has settled, by our record and by the carrier's own list."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import reading
from bot.models import Clinic, Escalation, Message
from bot.reconciling import reckon

if TYPE_CHECKING:
    from tests.faults.stage import Theatre

#: Texts that the carrier has had, and those that it must never have had.
TAKEN, NOT_TAKEN = ("sent", "delivered", "undelivered"), ("cancelled", "expired")
#: A reply that was not delivered may have a second row: the carrier said so, and it is tried once more.
OVER = ("cancelled", "undelivered", "failed")
TWICE = 2


def judge(theatre: "Theatre", engine: Engine, now: datetime, can_tell: bool = True) -> tuple[list[str], list[str]]:
    """Return what is wrong, in words, and what the carrier took twice. `can_tell`: whether it could be asked what it had."""
    inbound = [row["sid"] for row in theatre.carrier_rows("SELECT sid FROM carrier_message WHERE direction = 'inbound'")]
    accepted = taken(theatre)
    with reading(engine) as session:
        ours = session.execute(select(Message).where(Message.direction == "out")).scalars().all()
        twice = [kind(row) for row in ours if accepted[row.id] > 1]
        wrong = [*_texts(session, inbound), *_sends(session, ours, accepted, can_tell), *_ledger(session, now)]
        return wrong, twice


def taken(theatre: "Theatre") -> Counter[int]:
    """Return how often the carrier took each of our texts, by the id that we send along for its receipts."""
    told = theatre.carrier_rows("SELECT callback_url FROM carrier_message WHERE direction != 'inbound'")
    return Counter(int(row["callback_url"].rpartition("=")[2]) for row in told)


def _texts(session: Session, sids: list[str]) -> Iterator[str]:
    """Every text is on record once, and answered once or with staff."""
    rows = session.execute(select(Message).where(Message.direction == "in")).scalars().all()
    on_record = Counter(row.provider_sid for row in rows)
    yield from (f"a patient's text is on record {on_record[sid]} times" for sid in sids if on_record[sid] != 1)
    sent = session.execute(select(Message.reply_to_id, Message.status).where(Message.sender == "bot")).all()
    replies = Counter(key for key, status in sent if status not in OVER)
    tried = {key for key, _ in sent}
    cases = Counter(session.execute(select(Escalation.message_id)).scalars())
    for row in rows:
        if row.status not in ("answered", "staff"):
            yield f"a text is still {row.status}: {row.text}"
        elif replies[row.id] > 1 or not (row.id in tried or cases[row.id]):
            yield f"a text has {replies[row.id]} replies and {cases[row.id]} cases: {row.text}"


def _sends(session: Session, ours: Sequence[Message], accepted: Counter[int], can_tell: bool) -> Iterator[str]:
    """What the record says has left is what the carrier has, and what did not leave is with staff or in the ledger."""
    yield from (f"the carrier has a text that we know nothing of: {key}" for key in accepted.keys() - {row.id for row in ours})
    told = set(session.execute(select(Escalation.message_id)).scalars())
    for row in ours:
        if accepted[row.id] > 1 and (can_tell or not may_go_twice(row, accepted[row.id])):
            yield f"the carrier took it {accepted[row.id]} times: {kind(row)}"
        if row.status in TAKEN and not accepted[row.id]:
            yield f"lost: {kind(row)} is {row.status}, the carrier never had it"
        elif row.status in NOT_TAKEN and accepted[row.id]:
            yield f"{kind(row)} is {row.status}, but the carrier has it"
        elif row.status in ("queued", "sending", "unknown") and row.attempts:
            yield f"{kind(row)} still waits: {row.status} ({row.error_code})"
        elif row.status == "failed" and row.sender in ("bot", "staff") and row.id not in told:
            yield f"{kind(row)} failed ({row.error_code}), and nobody was told"


def may_go_twice(row: Message, times: int) -> bool:
    """Return whether a second copy was better than none: an emergency's words while the carrier cannot be asked."""
    return bool(row.priority == outbox.EMERGENCY and times == TWICE)


def _ledger(session: Session, now: datetime) -> Iterator[str]:
    for key in session.execute(select(Clinic.id)).scalars():
        yield from (f"ledger: {words}" for words in reckon(session, key, now).mismatches)


def kind(row: Message) -> str:
    """Return what a text is for."""
    emergency = " (emergency)" if row.priority == outbox.EMERGENCY else ""
    return f"{(row.purpose or '?').split(':')[0]}{emergency}"
