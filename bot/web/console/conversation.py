"""A conversation as bubbles: who said what and when, what became of it, and what the companion understood."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot import reasons
from bot.models import Judgement, Message, Patient, Staff
from bot.web.console import codes, marks, photos
from bot.web.console.delivered import state
from bot.web.console.desk import Desk
from bot.web.console.moments import Moments
from bot.web.console.people import called, everybody, staff_called

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
    #: Topics that only the texts before it made plain, each with how likely.
    heard: list[str]
    #: What the reader made of it; None where it has no reading on file.
    reader: reasons.ReaderView | None
    #: Whether it arrived after the page that is being answered was loaded.
    is_new: bool
    #: What staff said it should have been, and who; None where nobody has.
    judged: tuple[str, str] | None
    photos: list[photos.Shown]


@dataclass(frozen=True)
class Conversation:
    """What is shown of a patient's texts, oldest first."""

    bubbles: list[Bubble]
    latest_id: int
    #: The oldest shown, when there are earlier ones.
    earlier_than: int | None
    #: Whether this is a page of the past, which stays as it is.
    is_earlier: bool
    #: Whose it is, and the case on whose page it stands; 0 on the patient's own.
    patient_id: int
    case_id: int
    #: Whether its words are gone, because the person was erased.
    is_erased: bool


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


def conversation(
    desk: Desk,
    patient: Patient,
    moments: Moments,
    *,
    before: int = 0,
    seen: int | None = None,
    case_id: int = 0,
    people: Mapping[int, Staff] | None = None,
) -> Conversation:
    """Return a page of the conversation ending before message `before` (0: the newest); what came after `seen` is marked new."""
    found = _page(desk, patient, before)
    shown = found[:PAGE][::-1]
    names = _Names(desk, patient, everybody(desk) if people is None else people)
    days = [moments.day(_shown_at(message)) for message, _ in shown]
    begins = [day if day != previous else None for day, previous in zip(days, [None, *days], strict=False)]
    seen_with = photos.on_texts(desk, (message for message, _ in shown))
    bubbles = [_bubble(*one, names, moments, day, seen, seen_with) for one, day in zip(shown, begins, strict=True)]
    earlier_than = shown[0][0].id if len(found) > PAGE else None
    newest, is_erased = shown[-1][0].id if shown else 0, patient.erased_at is not None
    return Conversation(bubbles, newest, earlier_than, before > 0, patient.id, case_id, is_erased)


def _page(desk: Desk, patient: Patient, before: int) -> list[tuple[Message, Judgement | None]]:
    """Return the newest texts before `before`, with what staff said of each, and one more where there are earlier ones."""
    told = desk.rows(Message, Message, Judgement).outerjoin(Judgement, Judgement.message_id == Message.id)
    theirs = told.where(Message.patient_id == patient.id, Message.sender != "alert")
    newest_first = theirs.order_by(Message.id.desc()).limit(PAGE + 1)
    return list(desk.session.execute(newest_first.where(Message.id < before) if before else newest_first))


@dataclass(frozen=True)
class _Names:
    """Who speaks."""

    desk: Desk
    patient: Patient
    people: Mapping[int, Staff]

    def of(self, message: Message) -> str:
        """Return who wrote a text: by sender, and by name for texts that a person wrote."""
        if person := self.staff(message.explanation.get("staff_id")):
            return person
        return called(self.patient) if message.sender == "patient" else WHO.get(message.sender, message.sender)

    def staff(self, key: int | None) -> str:
        """Return how a member of staff is called here, "" for nobody."""
        return staff_called(self.desk, self.people, key)


def _bubble(
    message: Message,
    judgement: Judgement | None,
    names: _Names,
    moments: Moments,
    day: str | None,
    seen: int | None,
    seen_with: Mapping[int, list[photos.Shown]],
) -> Bubble:
    return Bubble(
        message=message,
        at=_shown_at(message),
        day=day,
        who=names.of(message),
        text=marks.marked(message.text, marks.flags_of(message.explanation), marks.quoted(message.explanation)),
        state=state(message, moments),
        topics=[codes.subject(name) for name in message.topics],
        rules=[codes.answered(answer) for answer in message.answers],
        sureness=codes.percent(message.explanation.get("confidence")),
        heard=codes.heard(message.explanation),
        reader=reasons.reader_view(message.explanation),
        is_new=seen is not None and message.id > seen,
        judged=(judgement.level, names.staff(judgement.staff_id)) if judgement else None,
        photos=seen_with.get(message.id, []),
    )


def _shown_at(message: Message) -> datetime:
    return message.sent_at or message.created_at
