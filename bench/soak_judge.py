"""The soak's verdict, by our record and by the carrier's own list: lost, twice, after a STOP, outside the daytime."""

from collections import Counter
from dataclasses import dataclass, fields
from datetime import datetime, time, timezone
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import ledger, outbox
from bot.db import reading
from bot.models import CheckIn, Escalation, Message, Patient
from tests.faults import oracle
from tests.faults.stage import Theatre

#: The clinic's daytime for check-ins.
OPENS, CLOSES = time(9), time(20)
ZONE = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Verdict:
    """Counts: what there was, and what went wrong (all of the latter should be none)."""

    texts_in: int
    texts_out: int
    check_ins: int
    lost_texts: int
    lost_sends: int
    twice: int
    #: An emergency's words, or its page, a second time: promised where the carrier cannot be asked, as its list may fail too.
    twice_as_promised: int
    after_stop: int
    outside: int
    unended: int
    #: What each text was for that went twice.
    went_twice: tuple[str, ...] = ()

    def wrong(self) -> dict[str, int]:
        """Return what must be none."""
        bad = ("lost_texts", "lost_sends", "twice", "after_stop", "outside", "unended")
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name in bad}


def judge(theatre: Theatre, roles: object, now: datetime) -> Verdict:
    """Compare the record with the carrier's list."""
    sids = [row["sid"] for row in theatre.carrier_rows("SELECT sid FROM carrier_message WHERE direction = 'inbound'")]
    accepted = oracle.taken(theatre)
    with reading(roles.engine()) as session:  # type: ignore[attr-defined]
        ours = session.execute(select(Message).where(Message.direction == "out")).scalars().all()
        return Verdict(
            texts_in=len(sids),
            texts_out=sum(accepted.values()),
            check_ins=session.execute(select(func.count()).select_from(CheckIn)).scalar_one(),
            lost_texts=_lost_texts(session, sids),
            lost_sends=sum(row.status in oracle.TAKEN and not accepted[row.id] for row in ours) + _silent(session, ours),
            twice=sum(accepted[row.id] > 1 and not oracle.may_go_twice(row, accepted[row.id]) for row in ours),
            twice_as_promised=sum(oracle.may_go_twice(row, accepted[row.id]) for row in ours),
            after_stop=_after_stop(session, _moments(theatre), ours),
            outside=_outside(_moments(theatre), ours),
            unended=session.execute(
                select(func.count()).where(CheckIn.status.in_(ledger.OPEN), CheckIn.expires_at < now)
            ).scalar_one(),
            went_twice=tuple(oracle.kind(row) for row in ours if accepted[row.id] > 1),
        )


def _lost_texts(session: Session, sids: list[str]) -> int:
    """Count texts that are not on record exactly once, or have not exactly one answer and nobody who looks at them."""
    rows = session.execute(select(Message).where(Message.direction == "in")).scalars().all()
    on_record = Counter(row.provider_sid for row in rows)
    sent = session.execute(select(Message.reply_to_id, Message.status).where(Message.sender == "bot")).all()
    replies = Counter(key for key, status in sent if status not in oracle.OVER)
    tried = {key for key, _ in sent}
    cases = Counter(session.execute(select(Escalation.message_id)).scalars())
    unread = sum(row.status not in ("answered", "staff") for row in rows)
    wrong = sum(replies[row.id] > 1 for row in rows)
    stopped = set(session.execute(select(Patient.id).where(Patient.opted_out_at.is_not(None))).scalars())
    unanswered = sum(row.id not in tried and not cases[row.id] and row.patient_id not in stopped for row in rows)
    return sum(on_record[sid] != 1 for sid in sids) + unread + wrong + unanswered


def _silent(session: Session, ours: list[Message]) -> int:
    """Count replies that failed without anybody being told."""
    told = set(session.execute(select(Escalation.message_id)).scalars())
    return sum(row.status == "failed" and row.sender in ("bot", "staff") and row.id not in told for row in ours)


def _moments(theatre: Theatre) -> dict[int, datetime]:
    """Return when the carrier took each of our texts."""
    rows = theatre.carrier_rows("SELECT callback_url, created_at FROM carrier_message WHERE direction != 'inbound'")
    return {int(row["callback_url"].rpartition("=")[2]): _moment(row["created_at"]) for row in rows}


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=timezone.utc)


def _after_stop(session: Session, moments: dict[int, datetime], ours: list[Message]) -> int:
    """Count what reached somebody after their STOP, but for the one confirmation and an emergency's number."""
    stopped = dict(session.execute(select(Patient.id, Patient.opted_out_at).where(Patient.opted_out_at.is_not(None))).all())
    to_them = [row for row in ours if row.patient_id in stopped and row.id in moments and row.sender != "alert"]
    late = [row for row in to_them if moments[row.id] > stopped[row.patient_id]]
    return sum(not (row.purpose or "").startswith(outbox.PASSES_OPT_OUT) for row in late)


def _outside(moments: dict[int, datetime], ours: list[Message]) -> int:
    """Count check-ins that the carrier took outside the daytime."""
    times = (moments[row.id].astimezone(ZONE).time() for row in ours if row.sender == "check_in" and row.id in moments)
    return sum(not OPENS <= at < CLOSES for at in times)
