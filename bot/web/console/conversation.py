"""A conversation as bubbles: who said what and when, what became of it, and what the companion understood."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot import reasons
from bot.models import Message, Patient, Staff
from bot.web.console import codes, marks
from bot.web.console.desk import Desk
from bot.web.console.moments import Moments
from bot.web.console.people import called

#: What a page shows at once; earlier texts are one click away.
PAGE = 100
WHO = {"bot": "Companion", "check_in": "Check-in", "staff": "Clinic"}


@dataclass(frozen=True)
class Bubble:
    """One text as the page shows it."""

    message: Message
    at: datetime
    #: The date, where a new one begins.
    day: str | None
    who: str
    text: Markup
    #: What became of it and how that is ("done", "wait", "bad"); None when there is nothing to say.
    state: tuple[str, str] | None
    topics: list[str]
    rules: list[dict[str, str]]
    #: How sure the companion was of its reading: "93%", "" where nothing was read.
    sureness: str
    #: What the reader made of it; None where it has no reading on file.
    reader: reasons.ReaderView | None
    #: Whether it arrived after the page that is being answered was loaded.
    is_new: bool


@dataclass(frozen=True)
class Conversation:
    """What is shown of a patient's texts, oldest first."""

    bubbles: list[Bubble]
    latest_id: int
    #: The oldest shown, when there are earlier ones.
    earlier_than: int | None
    #: Whether this is a page of the past, which stays as it is.
    is_earlier: bool


def texts(desk: Desk, patient: Patient) -> Any:
    """Return a select of the conversation's messages: alerts to staff are not part of it."""
    return desk.rows(Message).where(Message.patient_id == patient.id, Message.sender != "alert")


def latest_id(desk: Desk, patient: Patient) -> int:
    """Return the newest message's id, 0 before the first."""
    newest = texts(desk, patient).order_by(Message.id.desc()).limit(1)
    found = desk.session.scalars(newest).one_or_none()
    return found.id if found else 0


def last_texts(desk: Desk, patient_ids: Iterable[int]) -> dict[int, Message]:
    """Return each patient's newest message. Two queries, however many patients."""
    newest = [key for key in desk.session.scalars(desk.newest_text_ids(patient_ids)) if key is not None]
    return {row.patient_id: row for row in desk.session.scalars(desk.rows(Message).where(Message.id.in_(newest)))}


def conversation(desk: Desk, patient: Patient, moments: Moments, *, before: int = 0, seen: int | None = None) -> Conversation:
    """Return a page of the conversation ending before message `before` (0: the newest); what came after `seen` is marked new."""
    newest_first = texts(desk, patient).order_by(Message.id.desc()).limit(PAGE + 1)
    found = list(desk.session.scalars(newest_first.where(Message.id < before) if before else newest_first))
    shown = found[:PAGE][::-1]
    names = _names(desk, patient)
    days = [moments.day(_shown_at(message)) for message in shown]
    begins = [day if day != previous else None for day, previous in zip(days, [None, *days], strict=False)]
    bubbles = [_bubble(message, names, day, seen) for message, day in zip(shown, begins, strict=True)]
    return Conversation(bubbles, shown[-1].id if shown else 0, shown[0].id if len(found) > PAGE else None, before > 0)


def _names(desk: Desk, patient: Patient) -> dict[str | int, str]:
    """Who speaks: by sender, and by staff id for texts that a person wrote."""
    people = {person.id: person.name or person.email for person in desk.session.scalars(desk.rows(Staff))}
    return {**WHO, "patient": called(patient), **people, desk.staff.id: "You"}


def _bubble(message: Message, names: dict[str | int, str], day: str | None, seen: int | None) -> Bubble:
    return Bubble(
        message=message,
        at=_shown_at(message),
        day=day,
        who=names.get(message.explanation.get("staff_id")) or names.get(message.sender, message.sender),
        text=marks.marked(message.text, marks.flags_of(message.explanation), marks.quoted(message.explanation)),
        state=(codes.DELIVERY if message.direction == "out" else codes.HANDLING).get(message.status),
        topics=[codes.subject(name) for name in message.topics],
        rules=[codes.answered(answer) for answer in message.answers],
        sureness=codes.percent(message.explanation.get("confidence")),
        reader=reasons.reader_view(message.explanation),
        is_new=seen is not None and message.id > seen,
    )


def _shown_at(message: Message) -> datetime:
    return message.sent_at or message.created_at
