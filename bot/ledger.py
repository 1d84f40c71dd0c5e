"""The ledger: the one place that changes a check-in, so that every change has a line with when, why and by whom.

A check-in looked at again and held for the same reason is the same hold: its next look moves on, without a further line.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import and_, insert, literal, select, update
from sqlalchemy.orm import Session

from bot.db import UtcDateTime
from bot.models import CheckIn, CheckInEvent

#: Still to come: only these may be decided about.
OPEN = ("planned", "held")
#: The text has left us; it cannot be taken back.
LEFT = ("sent", "delivered", "answered")
#: Ended without a text; a person, a START or a moved session may plan it again.
UNSENT = ("skipped", "cancelled", "expired", "failed")
#: The event of a new time alone.
MOVED = "moved"
LONGEST_REASON = 200
#: Rows changed by one statement.
CHUNK = 1000


def plan(session: Session, rows: Sequence[CheckIn], *, now: datetime, actor: str) -> None:
    """Add planned (or at once skipped) check-ins, each with the first line of its life."""
    session.add_all(rows)
    session.flush()
    if rows:
        session.execute(insert(CheckInEvent), [_event(row, row.status, now, actor) for row in rows])


def mark(
    session: Session,
    row: CheckIn,
    status: str,
    reason: str,
    *,
    now: datetime,
    actor: str,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Give a check-in a status, a reason and perhaps new times, and write that into its life; nothing new, nothing written.

    `actor` is a process, "carrier", "patient" or an e-mail address. ValueError where a text that has left is taken back.
    """
    _check(row.id, row.status, status)
    reason, due_at, expires_at = reason[:LONGEST_REASON], due_at or row.due_at, expires_at or row.expires_at
    was_held_so = row.status == status == "held" and row.reason == reason
    is_moved = row.due_at != due_at or row.expires_at != expires_at
    is_changed = (row.status, row.reason) != (status, reason) or is_moved
    line = MOVED if is_moved and row.status == status == "planned" else status
    row.status, row.reason, row.due_at, row.expires_at = status, reason, due_at, expires_at
    if is_changed and not was_held_so:
        session.add(CheckInEvent(**_event(row, line, now, actor)))


def mark_all(session: Session, rows: Iterable[CheckIn], status: str, reason: str, *, now: datetime, actor: str) -> None:
    """Give rows in hand the same status and reason."""
    for row in rows:
        mark(session, row, status, reason, now=now, actor=actor)


def mark_where(session: Session, where: Sequence[Any], status: str, reason: str, *, now: datetime, actor: str) -> int:
    """Give every check-in that fulfils `where` the same status and reason; return how many there were."""
    chosen = select(CheckIn.id).where(*where).order_by(CheckIn.id)  # everybody locks in the same order
    keys = session.execute(chosen.with_for_update(of=CheckIn)).scalars().all()
    mark_keys(session, keys, status, reason, now=now, actor=actor)
    return len(keys)


def mark_keys(
    session: Session,
    keys: Sequence[int],
    status: str,
    reason: str,
    *,
    now: datetime,
    actor: str,
    due_at: datetime | None = None,
) -> None:
    """Give the check-ins called `keys`, which this transaction has locked, the same status, reason and perhaps due time.

    Two statements whatever their number, so a batch of thousands costs no more than a few. For those that have not left yet.
    """
    session.flush()  # lines are numbered in the order in which they were written
    reason = reason[:LONGEST_REASON]
    new = {"status": status, "reason": reason, **({"due_at": due_at} if due_at else {})}
    for chunk in _chunks(keys):
        session.execute(_lines(chunk, status, reason, now, actor, due_at))
        changed = update(CheckIn).where(CheckIn.id.in_(chunk), CheckIn.status.not_in(_kept_from(status))).values(**new)
        done = session.execute(changed.execution_options(synchronize_session=False)).rowcount
        if done != len(set(chunk)):
            raise ValueError(f"a check-in among {len(chunk)} has left already: it cannot become {status}")
    _refresh(session, set(keys))


def life(session: Session, keys: Sequence[int]) -> list[CheckInEvent]:
    """Return every line of these check-ins' lives, in the order in which they were written."""
    found: list[CheckInEvent] = []
    for chunk in _chunks(keys):
        found += session.execute(select(CheckInEvent).where(CheckInEvent.check_in_id.in_(chunk))).scalars().all()
    return sorted(found, key=lambda event: event.id)


def _event(row: CheckIn, status: str, now: datetime, actor: str) -> dict[str, Any]:
    told = {"status": status, "reason": row.reason, "due_at": row.due_at}
    return {"check_in_id": row.id, "at": now, "actor": actor, **told}


def _lines(keys: Sequence[int], status: str, reason: str, now: datetime, actor: str, due_at: datetime | None) -> insert:
    """Insert a line for each of `keys` that changes; those held for the same reason already go on with their hold."""
    when = literal(due_at, UtcDateTime) if due_at else CheckIn.due_at
    told = (literal(now, UtcDateTime), literal(status), literal(reason), when, literal(actor))
    same = and_(CheckIn.status == status, CheckIn.reason == reason)
    goes_on = same if status == "held" or not due_at else and_(same, CheckIn.due_at == due_at)
    rows = select(CheckIn.id, *told).where(CheckIn.id.in_(keys), ~goes_on)
    return insert(CheckInEvent).from_select(["check_in_id", "at", "status", "reason", "due_at", "actor"], rows)


def _check(key: int, before: str, status: str) -> None:
    if before in _kept_from(status):
        raise ValueError(f"check-in {key} has been {before}: it cannot become {status}")


def _kept_from(status: str) -> tuple[str, ...]:
    """Return the statuses that cannot become `status`."""
    return () if status in (*LEFT, "failed") else LEFT


def _refresh(session: Session, keys: set[int]) -> None:
    """Rows that the session has in hand are read again when they are next looked at."""
    for row in list(session.identity_map.values()):
        if isinstance(row, CheckIn) and row.__dict__.get("id") in keys:
            session.expire(row, ["status", "reason", "due_at"])


def _chunks(keys: Sequence[int]) -> Iterator[list[int]]:
    left = iter(keys)
    while chunk := list(islice(left, CHUNK)):
        yield chunk
