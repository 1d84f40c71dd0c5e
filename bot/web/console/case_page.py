"""Everything that a case's page tells, gathered in as many queries whatever happened."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, or_
from sqlalchemy.orm import joinedload

from bot import canned, cases, rights
from bot.models import CannedReply, Escalation, Message, ProtocolVersion, Staff
from bot.web.console import canned_page, codes, photos, sending_time, why
from bot.web.console.conversation import Conversation, conversation
from bot.web.console.delivered import state
from bot.web.console.desk import Desk
from bot.web.console.moments import Moments
from bot.web.console.notes import notes
from bot.web.console.panel import panel, zone_of
from bot.web.console.people import everybody, staff_called
from bot.web.console.told_now import LATELY, ToldNow, told_now
from bot.web.console.visit import Visit
from bot.web.forms import whole_number

#: The patient's other cases that a page names, the newest of them.
MOST_CASES = 200


class Siblings(NamedTuple):
    """A patient's cases as one of them sees them."""

    all: Sequence[Escalation]
    #: Open too: an answer may be meant for them.
    others: Sequence[Escalation]
    #: What was merged into this one.
    merged: Sequence[Escalation]


def case_of(visit: Visit, desk: Desk) -> Escalation:
    """Return the case of the address, with its patient and the text that opened it."""
    return desk.get(Escalation, visit.number("case_id"), joinedload(Escalation.patient), joinedload(Escalation.message))


def content(visit: Visit, desk: Desk, case: Escalation, seen: int | None = None) -> dict[str, Any]:
    """Return the values of the page; what came after message `seen` is marked as new."""
    people, moments = everybody(desk), visit.moments
    before = whole_number(visit.query("before"))
    talk = conversation(desk, case.patient, moments, before=before, seen=seen, case_id=case.id, people=people)
    family = _siblings(desk, case)
    beside = panel(desk, case.patient, moments, people=people, cases=family.all)
    return {
        "case": case,
        "level": codes.LEVELS[case.level],
        "others": family.others,
        "merged": family.merged,
        "resolver": people.get(case.resolved_by),
        "talk": talk,
        "gallery": photos.newest(bubble.photos for bubble in talk.bubbles),
        "notes": notes(desk, case.patient, people),
        "told_now": (told := told_now(desk, beside["treatment"], _asked(case, talk), zone_of(case.patient, moments))),
        "canned": (ready := [(one, canned.filled(one.text, case.patient, desk.clinic)) for one in canned_page.replies(desk)]),
        "draft": {
            "text": _suggested(visit, ready, told),
            "note": "",
            "casenote": "",
            "at": "",
            "when": "",
            "send_at": "",
        },
        "later": sending_time.offered(visit),
        "problem": None,
        **_why(desk, case, talk, moments),
        **_tools(desk, case, people, moments),
        **beside,
    }


def _suggested(visit: Visit, ready: Sequence[tuple[CannedReply, str]], told: ToldNow) -> str:
    """Return what the address asks to be put into the box, for whoever has no script; it is never sent by itself."""
    if rule := visit.query("rule"):
        return next((one.text for one in told.told if one.rule == rule), "")
    wanted = whole_number(visit.query("canned"))
    return next((filled for one, filled in ready if one.id == wanted), "")


def _siblings(desk: Desk, case: Escalation) -> Siblings:
    theirs = desk.rows(Escalation).where(Escalation.patient_id == case.patient_id)
    found = list(desk.session.scalars(theirs.order_by(Escalation.id.desc()).limit(MOST_CASES)))[::-1]
    others = [other for other in found if other.status == "open" and other.id != case.id]
    return Siblings(found, others, [other for other in found if other.merged_into_id == case.id])


def _why(desk: Desk, case: Escalation, talk: Conversation, moments: Moments) -> dict[str, Any]:
    """Return why it was flagged, what was answered and who was texted about it."""
    reply, version, alerts = _afterwards(desk, case)
    reading = why.reading(case, reply, version)
    judged = next((bubble.judged for bubble in talk.bubbles if bubble.message.id == case.message_id), None)
    return {
        "why": [(code, codes.words(code)) for code in case.codes],
        "reading": reading,
        # The gate's reason only repeats the flagged words, and the reader's only its view.
        "reason": "" if reading and (reading.phrases or reading.reader) and codes.are_shown(case.codes) else case.reason,
        "pages": [(alert, state(alert, moments)) for alert in alerts],
        "judged": judged,
    }


def _afterwards(desk: Desk, case: Escalation) -> tuple[Message | None, int | None, list[Message]]:
    """Return the companion's answer and its protocol's number, and the texts to the on-call phones; one query for all."""
    alerted = and_(Message.sender == "alert", Message.purpose.startswith(f"alert:{case.id}:"))
    answered = and_(Message.sender == "bot", Message.reply_to_id == (case.message_id or 0))
    told = desk.rows(Message, Message, ProtocolVersion.number)
    told = told.outerjoin(ProtocolVersion, ProtocolVersion.id == Message.protocol_version_id)
    found = told.where(Message.patient_id == case.patient_id, or_(alerted, answered)).order_by(Message.id)
    reply, number, alerts = None, None, []
    for row, version in desk.session.execute(found):
        if row.sender == "alert":
            alerts.append(row)
        else:
            reply, number = row, version
    return reply, number, alerts


def _asked(case: Escalation, talk: Conversation) -> list[Message | None]:
    """Return the texts whose topics staff are about to answer: the one that opened the case and the last few."""
    theirs = [bubble.message for bubble in talk.bubbles if bubble.message.direction == "in"]
    return [case.message, *theirs[-LATELY:]]


def _tools(desk: Desk, case: Escalation, people: Mapping[int, Staff], moments: Moments) -> dict[str, Any]:
    """Return what can be done with the case besides answering: to whom it can go, until when it can wait."""
    clinic = desk.clinic
    able = [one for one in people.values() if one.disabled_at is None and rights.allows(one.role, "cases.answer")]
    offered = cases.choices(case.level, desk.now, moments.zone, clinic.opening_hours, clinic.holidays)
    sleeps = case.snoozed_until is not None and case.snoozed_until > desk.now
    return {
        "assigned": staff_called(desk, people, case.assigned_to),
        "colleagues": [one for one in able if one.id not in (desk.staff.id, case.assigned_to)],
        "choices": [(one, moments.at(one.until)) for one in offered],
        "sleeps_until": case.snoozed_until if sleeps else None,
        "earliest": moments.typed(desk.now),
        "latest": moments.typed(desk.now + cases.longest(case.level)),
    }
