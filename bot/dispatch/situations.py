"""How things stand with the patients of a batch: a handful of looks at the record, whatever their number."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot import ledger, outbox
from bot.checkins import Answers, Situation, Timeline
from bot.checkins.silent import IDLE
from bot.dispatch.due_rows import Office, Row
from bot.levels import worst
from bot.memory import Memory
from bot.models import CheckIn, Conversation, Escalation, Message
from bot.zones import zone


class StepTold(NamedTuple):
    """One check-in of a session, as the others need to know it."""

    step: str
    status: str
    due_at: datetime
    expires_at: datetime
    values: Mapping[str, Any]
    sent_at: datetime | None


class Case(NamedTuple):
    """A patient's case: its level, whether it is open, and whether a text of the patient opened it."""

    level: str
    is_open: bool
    opened_at: datetime
    by_text: bool


@dataclass
class Talk:
    """What was written lately: by when, and what still waits."""

    last_inbound_at: datetime | None = None
    is_waiting: bool = False
    talked_at: datetime | None = None
    last_check_in_at: datetime | None = None
    asked_at: datetime | None = None
    is_taken_over: bool = False


@dataclass
class Known:
    """All that was read about the patients and sessions of a batch."""

    steps: dict[int, list[StepTold]] = field(default_factory=lambda: defaultdict(list))
    cases: dict[int, list[Case]] = field(default_factory=lambda: defaultdict(list))
    talks: dict[int, Talk] = field(default_factory=lambda: defaultdict(Talk))

    def situation(self, row: Row, office: Office, timeline: Timeline, now: datetime) -> Situation:
        """Return how things stand for the check-in `row`. InputError where the patient's zone does not exist."""
        steps, talk = self.steps[row.session_id], self.talks[row.patient_id]
        sent = sent_of(steps)
        return Situation(
            zone=zone(row.timezone),
            window=(office.window_start, office.window_end),
            opted_out=row.opted_out_at is not None,
            discharged=row.discharged_at is not None,
            session_cancelled=row.cancelled_at is not None,
            paused=row.paused_at is not None,
            number_fails=row.phone_problem is not None,
            consented=row.consent_at is not None,
            staff_have_taken_over=talk.is_taken_over,
            open_level=worst("none", *(case.level for case in self.cases[row.patient_id] if case.is_open)),
            inbound_waiting=talk.is_waiting,
            asked_at=talk.asked_at,
            talked_at=talk.talked_at,
            last_check_in_at=talk.last_check_in_at,
            sent=frozenset(sent),
            replied=self.replied(row.session_id, row.patient_id),
            **_order(row, steps, timeline, now),
            answers=self.answers(row.session_id, row.patient_id),
        )

    def replied(self, session_id: int, patient_id: int) -> frozenset[str]:
        """Return the steps that had a reply: any text after one is a reply to it."""
        steps, wrote_at = self.steps[session_id], self.talks[patient_id].last_inbound_at
        answered = {one.step for one in steps if one.status == "answered"}
        return frozenset(answered | {step for step, at in sent_of(steps).items() if wrote_at is not None and wrote_at > at})

    def answers(self, session_id: int, patient_id: int) -> Answers:
        """Return what conditions are judged by; a case belongs to the check-in that was the last one sent before it."""
        steps = self.steps[session_id]
        sent = sent_of(steps)
        raised = (case.opened_at for case in self.cases[patient_id] if case.by_text)
        before = ([(at, step) for step, at in sent.items() if at <= opened_at] for opened_at in raised)
        return Answers(
            values={one.step: one.values for one in steps if one.values},
            sent=frozenset(sent),
            worried=frozenset(max(earlier)[1] for earlier in before if earlier),
        )


def sent_of(steps: Iterable[StepTold]) -> dict[str, datetime]:
    """Return when each step that the patient got went out."""
    return {one.step: one.sent_at for one in steps if one.status in ledger.LEFT and one.sent_at is not None}


def _order(row: Row, steps: Iterable[StepTold], timeline: Timeline, now: datetime) -> dict[str, frozenset[str]]:
    """Return which steps of the session stand in the way of this one, by the timeline's order."""
    places = {step.slug: number for number, step in enumerate(timeline.steps)}
    mine = places[row.step]
    earlier = [one for one in steps if places.get(one.step, mine) < mine and one.expires_at > now]
    later = [one for one in steps if places.get(one.step, mine) > mine]
    first = (one.step for one in earlier if one.status == "held" or (one.status == "planned" and one.due_at <= row.due_at))
    return {"goes_before": frozenset(first), "gone_after": frozenset(sent_of(later))}


def known(session: Session, session_ids: Collection[int], patient_ids: Collection[int], now: datetime) -> Known:
    """Read all that decisions about check-ins of these sessions and patients need; nothing of those that are still far ahead."""
    found = Known()
    _read_steps(session, session_ids, found, now)
    _read_cases(session, patient_ids, found)
    _read_texts(session, patient_ids, found)
    _read_conversations(session, patient_ids, found, now)
    return found


def _read_steps(session: Session, session_ids: Collection[int], found: Known, now: datetime) -> None:
    to_know = (CheckIn.session_id.in_(session_ids), or_(CheckIn.status != "planned", CheckIn.due_at <= now))
    told = (CheckIn.step, CheckIn.status, CheckIn.due_at, CheckIn.expires_at, CheckIn.values, Message.sent_at)
    rows = select(CheckIn.session_id, *told).outerjoin(Message, Message.id == CheckIn.message_id)
    for session_id, *values in session.execute(rows.where(*to_know)):
        found.steps[session_id].append(StepTold(*values))


def _read_cases(session: Session, patient_ids: Collection[int], found: Known) -> None:
    columns = (Escalation.patient_id, Escalation.level, Escalation.status, Escalation.opened_at, Escalation.message_id)
    for patient_id, level, status, opened_at, message_id in session.execute(
        select(*columns).where(Escalation.patient_id.in_(patient_ids))
    ):
        found.cases[patient_id].append(Case(level, status == "open", opened_at, message_id is not None))


def _read_texts(session: Session, patient_ids: Collection[int], found: Known) -> None:
    """Read when each patient was last written to and from, by kind."""
    kinds = (Message.patient_id, Message.direction, Message.sender, Message.status)
    last = select(*kinds, func.max(Message.created_at), func.max(Message.sent_at))
    for patient_id, direction, sender, status, created_at, sent_at in session.execute(
        last.where(Message.patient_id.in_(patient_ids)).group_by(*kinds)
    ):
        talk = found.talks[patient_id]
        if direction == "in":
            talk.last_inbound_at = _later(talk.last_inbound_at, created_at)
            talk.is_waiting |= status == "received"
        if sender == "check_in" and status not in (*outbox.OVER, "undelivered"):
            talk.last_check_in_at = _later(talk.last_check_in_at, sent_at or created_at)
        if sender in ("patient", "bot", "staff"):
            talk.talked_at = _later(talk.talked_at, created_at)


def _read_conversations(session: Session, patient_ids: Collection[int], found: Known, now: datetime) -> None:
    """Read who is talking, and what we asked and still wait for."""
    columns = (Conversation.patient_id, Conversation.memory, Conversation.taken_over_at, Conversation.taken_over_until)
    for patient_id, memory, taken_over_at, until in session.execute(
        select(*columns).where(Conversation.patient_id.in_(patient_ids))
    ):
        talk = found.talks[patient_id]
        talk.is_taken_over = taken_over_at is not None and (until is None or until > now)
        question = Memory.parse_obj(memory).question if memory.get("question") else None
        talk.asked_at = question.at if question and question.name not in IDLE else None


def _later(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else max(one, other)
