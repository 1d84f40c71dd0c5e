"""Holding what a number sends while the carrier refuses all of it: account, registration, permission. Nothing is burnt meanwhile.

Every few minutes one text tries whether it goes again; emergencies always try. The operator is told once (bot.delivery.paging).
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import log, phones
from bot.carrier import ACCOUNT_WIDE, REGION, is_ours_to_fix, is_told_later
from bot.models import ACCOUNT, Line, Message

#: Between two texts that try whether a held number is open again.
PROBE_EVERY = timedelta(minutes=3)


def holds_all(row: Message, code: str | None) -> bool:
    """Return whether a refusal with this code will meet every text of the number, and not this one alone."""
    if not is_ours_to_fix(code):
        return False
    return code != str(REGION) or phones.calling_code(row.to_phone) == phones.calling_code(row.from_phone)


def line_of(row: Message, code: str) -> str:
    """Return what is held: the number that the text leaves from, or ACCOUNT."""
    return ACCOUNT if int(code) in ACCOUNT_WIDE else str(row.from_phone)


def hold(line: Line, code: str, now: datetime) -> None:
    """Hold a number, or all; one that is held already stays so, for the reason it has now, and tries at its own times."""
    if line.held_at is None:
        line.held_at, line.told_at, line.probe_at, line.probe_id = now, None, now + PROBE_EVERY, None
        log.get().error("texts are held", code=code, account=line.phone == ACCOUNT)
    line.held_code = code


def may_probe(line: Line, now: datetime) -> bool:
    """Return whether one text may try a held number; also where a clock was set back meanwhile."""
    return line.probe_at is None or line.probe_at <= now or line.probe_at > now + 2 * PROBE_EVERY


def note_probe(line: Line, row: Message, now: datetime) -> None:
    """Take note of the text that tries."""
    line.probe_at, line.probe_id = now + PROBE_EVERY, row.id


def note_taken(line: Line, row: Message, *, is_delivered: bool) -> None:
    """Open a number from which the carrier has taken a text.

    Refusals that are told only after a text was taken are believed to be over when one is delivered.
    """
    since = line.held_at
    if since is not None and (is_delivered or not is_told_later(line.held_code)) and (row.sent_at or since) >= since:
        open_again(line)


def open_again(line: Line) -> None:
    """Let a number send again."""
    log.get().info("texts leave again", code=line.held_code, account=line.phone == ACCOUNT)
    line.held_code = line.held_at = line.probe_at = line.probe_id = line.told_at = None


def probe_is_well(session: Session, line: Line, now: datetime) -> bool:
    """Return whether the last text that tried was taken and, in the time since, not refused: some phones never confirm."""
    row = session.get(Message, line.probe_id, populate_existing=True) if line.probe_id else None
    return row is not None and row.status in ("sent", "delivered") and may_probe(line, now)
