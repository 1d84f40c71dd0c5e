"""The inbox: every open case, the most urgent and the soonest promised first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import case as sql_case
from sqlalchemy import func
from sqlalchemy.orm import joinedload
from starlette.responses import Response

from bot.levels import LEVELS
from bot.models import Conversation, Escalation, Message, TreatmentSession
from bot.web.console import codes, marks
from bot.web.console.conversation import last_texts
from bot.web.console.desk import Desk
from bot.web.console.moments import recovery
from bot.web.console.people import called
from bot.web.console.recovery import latest_sessions
from bot.web.console.visit import Visit

SHOWN = ("open", "resolved")
#: A page of cases; a clinic that has more open than this reads the top first anyway.
PAGE = 100
QUOTE = 160
LAST_FROM = {"patient": "patient wrote", "bot": "companion wrote", "check_in": "check-in sent", "staff": "staff wrote"}

#: The most serious first.
_by_level = sql_case({level: -rank for rank, level in enumerate(LEVELS)}, value=Escalation.level)


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
    #: Since when the patient waits for a person: from the opening, or from writing again; None when it is their turn.
    waits_since: datetime | None
    #: Who wrote last, and when.
    last_from: str
    last_at: datetime | None


@dataclass(frozen=True)
class Known:
    """What is known about the listed patients, by patient: read once for all of them."""

    sessions: dict[int, TreatmentSession]
    latest: dict[int, Message]
    taken_over: set[int]


def show(visit: Visit) -> Response:
    """The page."""
    return visit.render("inbox.html", **_content(visit))


def live(visit: Visit) -> Response:
    """Only the list, for the script that refreshes it."""
    return visit.render("inbox_list.html", **_content(visit))


def _content(visit: Visit) -> dict[str, Any]:
    wanted = visit.query("show") if visit.query("show") in SHOWN else "open"
    with visit.reading() as desk:
        return {"show": wanted, "rows": rows(desk, wanted), "counts": counts(desk)}


def counts(desk: Desk) -> dict[str, int]:
    """Return the number of open cases by level, and of all of them as "open"."""
    by_level = desk.rows(Escalation, Escalation.level, func.count()).where(Escalation.status == "open").group_by(Escalation.level)
    found = dict(desk.session.execute(by_level).all())
    return {**dict.fromkeys(LEVELS, 0), **found, "open": sum(found.values())}


def rows(desk: Desk, status: str) -> list[Row]:
    """Return the cases to list; the number of queries does not grow with them."""
    found = list(desk.session.scalars(_cases(desk, status)))
    patients = {each.patient_id for each in found}
    known = Known(latest_sessions(desk, patients), last_texts(desk, patients), _taken_over(desk, patients))
    listed = [_row(desk, each, known) for each in found]
    return sorted(listed, key=_turn) if status == "open" else listed


def _turn(row: Row) -> tuple[int, bool, datetime]:
    """The most serious first, in each level whoever waits for us first, then by promise."""
    return -LEVELS.index(row.case.level), not row.waits_since, row.case.due_at


def _taken_over(desk: Desk, patients: set[int]) -> set[int]:
    talks = desk.rows(Conversation, Conversation.patient_id).where(Conversation.patient_id.in_(patients))
    return set(desk.session.scalars(talks.where(Conversation.taken_over_at.is_not(None))))


def _cases(desk: Desk, status: str) -> Any:
    wanted = desk.rows(Escalation).where(Escalation.status == status)
    wanted = wanted.options(joinedload(Escalation.patient), joinedload(Escalation.message)).limit(PAGE)
    if status == "resolved":
        return wanted.order_by(Escalation.resolved_at.desc(), Escalation.id.desc())
    return wanted.order_by(_by_level, Escalation.due_at, Escalation.id)


def _row(desk: Desk, case: Escalation, known: Known) -> Row:
    session, latest = known.sessions.get(case.patient_id), known.latest.get(case.patient_id)
    return Row(
        case=case,
        who=called(case.patient),
        level=codes.LEVELS[case.level],
        recovery=recovery(session.performed_at if session else None, desk.now),
        why=[codes.words(code) for code in case.codes],
        quote=_quote(case.message),
        taken_over=case.patient_id in known.taken_over,
        waits_since=_waits_since(case, latest),
        last_from=LAST_FROM.get(latest.sender, "") if latest else "",
        last_at=latest.created_at if latest else None,
    )


def _waits_since(case: Escalation, latest: Message | None) -> datetime | None:
    if case.first_answered_at is None:
        return case.opened_at
    return latest.created_at if latest and latest.direction == "in" else None


def _quote(message: Message | None) -> Markup | None:
    """The start of the text that opened the case, its flagged words marked."""
    if message is None or message.direction != "in":
        return None
    flags = [{**flag, "end": min(flag["end"], QUOTE)} for flag in marks.flags_of(message.explanation) if flag["start"] < QUOTE]
    return marks.marked(message.text[:QUOTE], flags) + ("..." if len(message.text) > QUOTE else "")
