"""One batch of due check-ins: read in a handful of looks, each decided by itself, written in a handful of statements."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.engine import Engine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from bot import checkins, fault_points, ledger, log, outbox, published
from bot.checkins import Decision, Due, Timeline, Window
from bot.checkins.daytime import Daytime
from bot.db import transaction
from bot.dispatch.due_rows import Office, Row, offices, take
from bot.dispatch.situations import Known, known
from bot.models import CheckIn
from bot.zones import zone

#: Who decides, in the ledger.
ACTOR = "scheduler"
#: What the ledger says of a check-in whose text waits in the outbox; it is "sent" when the carrier has it.
WAITING = "due: waiting to be handed to the carrier"
#: The status that a decision ends in.
STATUS = {"send": "planned", "hold": "held", "skip": "skipped", "expire": "expired"}
#: The database was away, or two schedulers met: nothing is wrong with any row.
NOT_THE_ROWS = (OperationalError, InterfaceError)


def hand_over(engine: Engine, keys: Sequence[int], now: datetime) -> int:
    """Decide about the check-ins called `keys` in one transaction; return how many were decided about.

    Where the database refuses what one of them brings, each is taken by itself, so that one does not stop the others.
    """
    try:
        with transaction(engine) as session:
            decided = Batch(session, now).run(keys)
            fault_points.reach("check_ins_written")
        fault_points.reach("check_ins_committed")
        return decided
    except NOT_THE_ROWS:
        raise
    except Exception as error:
        if len(keys) > 1:
            return sum(hand_over(engine, [key], now) for key in keys)
        _give_up(engine, keys[0], now, error)
        return 1


def _give_up(engine: Engine, key: int, now: datetime, error: Exception) -> None:
    with transaction(engine) as session:
        log.get().error("check-in not prepared", check_in=key, error=log.kind_of(error))
        still_open = (CheckIn.id == key, CheckIn.status.in_(ledger.OPEN))
        ledger.mark_where(session, still_open, "failed", unprepared(error), now=now, actor=ACTOR)


def unprepared(error: Exception) -> str:
    """Return what the ledger says of a check-in that could not be decided about."""
    return f"could not be prepared ({type(error).__name__})"


class Batch:
    """Check-ins decided about together, each by the state of things at `now`."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now
        self.texts: dict[outbox.CheckInText, list[int]] = defaultdict(list)
        self.closings: dict[tuple[str, Window], datetime] = {}
        self.marks: dict[tuple[str, str, datetime | None], list[int]] = defaultdict(list)

    def run(self, keys: Sequence[int]) -> int:
        """Decide about those that are still to be decided about; return how many."""
        rows = take(self.session, keys, self.now)
        if rows:
            shelf = Shelf(published.timeline_documents(self.session, {row.timeline_version_id or 0 for row in rows}))
            at = offices(self.session, rows)
            facts = known(self.session, {row.session_id for row in rows}, {row.patient_id for row in rows}, self.now)
            for row in rows:
                self._decide_safely(row, at[row.clinic_id], shelf, facts)
        self._write()
        return len(rows)

    def _decide_safely(self, row: Row, office: Office, shelf: "Shelf", facts: Known) -> None:
        """One broken timeline must not stop everybody's check-ins."""
        try:
            self._decide(row, office, shelf.timeline(row.timeline_version_id), facts)
        except Exception as error:
            log.get().error("check-in not prepared", check_in=row.id, error=log.kind_of(error))
            self.marks["failed", unprepared(error), None].append(row.id)

    def _decide(self, row: Row, office: Office, timeline: Timeline, facts: Known) -> None:
        due = Due(timeline.step(row.step), row.due_at, row.expires_at)
        situation = facts.situation(row, office, timeline, self.now)
        found = checkins.decide(due, situation, self.now, quiet=timeline.quiet)
        if found.action == "send":
            self.texts[self._text(row, office, due)].append(row.id)
            found = Decision("send", WAITING)
        self.marks[STATUS[found.action], found.reason, found.until].append(row.id)

    def _text(self, row: Row, office: Office, due: Due) -> outbox.CheckInText:
        """Return the text of a check-in that is sent now."""
        words = due.step.text.format(emergency_number=office.emergency_number, clinic_phone=office.phone)
        expires_at = min(row.expires_at, self._closing(row.timezone, due.step.window((office.window_start, office.window_end))))
        return outbox.CheckInText(row.clinic_id, office.phone, words, expires_at)

    def _closing(self, zone_name: str, window: Window) -> datetime:
        """Return until when a text may leave today: one that is stuck in a queue must not ring at night."""
        key = (zone_name, window)
        if key not in self.closings:
            self.closings[key] = Daytime(*window, zone(zone_name)).closing(self.now)
        return self.closings[key]

    def _write(self) -> None:
        for text, keys in self.texts.items():
            outbox.queue_check_ins(self.session, text, keys, self.now)
        for (status, reason, until), keys in self.marks.items():
            ledger.mark_keys(self.session, keys, status, reason, due_at=until, now=self.now, actor=ACTOR)


class Shelf:
    """The timelines of a batch; one that cannot be parsed fails each of its check-ins, and is tried once."""

    def __init__(self, documents: dict[int, str]) -> None:
        self.documents, self.parsed = documents, dict[int, Timeline | Exception]()

    def timeline(self, version_id: int | None) -> Timeline:
        """Return the timeline of a version, the default one for None. TimelineError, or KeyError where there is none."""
        if version_id is None:
            return checkins.load_default_timeline()
        if version_id not in self.parsed:
            self.parsed[version_id] = self._parse(version_id)
        found = self.parsed[version_id]
        if isinstance(found, Exception):
            raise found
        return found

    def _parse(self, version_id: int) -> Timeline | Exception:
        try:
            return published.parsed_timeline(self.documents[version_id])
        except Exception as error:
            return error
