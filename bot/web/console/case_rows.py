"""The rows of the inbox: one page of cases with everything that a row tells, read for all of them at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import joinedload

from bot.models import Conversation, Escalation, Message, Staff, TreatmentSession
from bot.web.console import codes, marks
from bot.web.console.conversation import last_texts
from bot.web.console.desk import Desk
from bot.web.console.moments import recovery
from bot.web.console.people import called, staff_called
from bot.web.console.recovery import latest_sessions
from bot.web.console.slips import Slip

QUOTE = 160
LAST_FROM = {"patient": "patient wrote", "bot": "companion wrote", "check_in": "check-in sent", "staff": "staff wrote"}


@dataclass(frozen=True)
class Row:
    """One case as the inbox lists it."""

    case: Escalation
    who: str
    level: str
    recovery: str
    why: list[str]
    quote: Markup | None
    #: Whether a person talks.
    taken_over: bool
    #: Since when the patient waits for a person; None when it is their turn, or the case is closed.
    waits_since: datetime | None
    #: Whether something came in that nobody has looked at.
    is_new: bool
    #: Whose it is: "You", a name, "" for nobody.
    assigned: str
    #: Until when it is put off; None when it is not.
    sleeps_until: datetime | None
    #: Who wrote last, and when.
    last_from: str
    last_at: datetime | None


@dataclass(frozen=True)
class Known:
    """What is known about the listed patients, by patient: read once for all of them."""

    sessions: dict[int, TreatmentSession]
    latest: dict[int, Message]
    taken_over: set[int]
    people: Mapping[int, Staff]


def rows_of(desk: Desk, shown: Sequence[Slip], people: Mapping[int, Staff]) -> list[Row]:
    """Return the rows of these cases, in their order."""
    slips = {slip.id: slip for slip in shown}
    found = {case.id: case for case in desk.session.scalars(_cases(desk).where(Escalation.id.in_(slips)))}
    return rows(desk, [found[key] for key in slips if key in found], people, slips)


def rows(desk: Desk, cases: Sequence[Escalation], people: Mapping[int, Staff], slips: Mapping[int, Slip]) -> list[Row]:
    """Return a row for each case; `slips` knows what the open ones wait for. The number of queries does not grow with them."""
    patients = {each.patient_id for each in cases}
    sessions, latest = latest_sessions(desk, patients), last_texts(desk, patients)
    known = Known(sessions, latest, _taken_over(desk, patients), people)
    return [_row(desk, each, known, slips.get(each.id)) for each in cases]


def resolved(desk: Desk, page: int, size: int) -> list[Escalation]:
    """Return a page of the closed cases, the last closed first, and one more where there is a further page."""
    closed = _cases(desk).where(Escalation.status == "resolved", Escalation.merged_into_id.is_(None))
    newest_first = closed.order_by(Escalation.resolved_at.desc(), Escalation.id.desc())
    return list(desk.session.scalars(newest_first.offset((page - 1) * size).limit(size + 1)))


def of_patients(desk: Desk, patients: Iterable[int], limit: int) -> list[Escalation]:
    """Return the cases of these patients, open ones first, then the newest."""
    theirs = _cases(desk).where(Escalation.patient_id.in_(list(patients)), Escalation.merged_into_id.is_(None))
    # "open" stands before "resolved" in the alphabet too.
    return list(desk.session.scalars(theirs.order_by(Escalation.status, Escalation.id.desc()).limit(limit)))


def _cases(desk: Desk) -> Any:
    return desk.rows(Escalation).options(joinedload(Escalation.patient), joinedload(Escalation.message))


def _taken_over(desk: Desk, patients: set[int]) -> set[int]:
    talks = desk.rows(Conversation, Conversation.patient_id).where(Conversation.patient_id.in_(patients))
    return set(desk.session.scalars(talks.where(Conversation.taken_over_at.is_not(None))))


def _row(desk: Desk, case: Escalation, known: Known, slip: Slip | None) -> Row:
    session, latest = known.sessions.get(case.patient_id), known.latest.get(case.patient_id)
    return Row(
        case=case,
        who=called(case.patient),
        level=codes.LEVELS[case.level],
        recovery=recovery(session.performed_at if session else None, desk.now),
        why=[codes.words(code) for code in case.codes],
        quote=_quote(case.message),
        taken_over=case.patient_id in known.taken_over,
        waits_since=slip.waits_since if slip else None,
        is_new=slip.is_new if slip else False,
        assigned=staff_called(desk, known.people, case.assigned_to),
        sleeps_until=slip.snoozed_until if slip and slip.sleeps(desk.now) else None,
        last_from=LAST_FROM.get(latest.sender, "") if latest else "",
        last_at=latest.created_at if latest else None,
    )


def _quote(message: Message | None) -> Markup | None:
    """The start of the text that opened the case, its flagged words marked."""
    if message is None or message.direction != "in":
        return None
    flags = [{**flag, "end": min(flag["end"], QUOTE)} for flag in marks.flags_of(message.explanation) if flag["start"] < QUOTE]
    return marks.marked(message.text[:QUOTE], flags) + ("..." if len(message.text) > QUOTE else "")
