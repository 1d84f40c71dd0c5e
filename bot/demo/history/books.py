"""What the clinic sets up and changes in these weeks: people, procedures, replies, days off, a protocol, a timeline."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import clinic_changes, drafts, publishing, timeline_publishing
from bot.clinic_settings import Offered, OnCallPerson
from bot.demo.history.colleague import Colleague
from bot.models import Clinic, Procedure
from bot.protocols import parse, to_yaml
from bot.protocols.comparing import TEXT
from bot.protocols.editing import with_wording

SCALP, FACE = "scalp-microneedling", "microneedling"
DOCTOR = "Dr Hannah Weiss"
REPLIES = {
    "Your score": "Hello {patient_name}, thank you for your answer. A nurse has read it and will ring you today. {clinic_name}",
    "Please phone us": "Hello {patient_name}, this is easier by phone: please ring us on {clinic_phone}.",
    "Photo, please": "Hello {patient_name}, could you send us a photo taken in daylight? A nurse will look at it today.",
    "Booking": "Thank you, {patient_name}. We will ring you within two working days to find a date.",
}


def open_up(session: Session, clinic: Clinic, owner: str, now: datetime) -> None:
    """A third procedure with its documents, and a second person on call."""
    before = clinic_changes.settings_of(session, clinic)
    doctor = OnCallPerson(DOCTOR, "+447700900998")
    offered = (*before.procedures, Offered(SCALP, "Scalp microneedling"))
    after = replace(before, procedures=offered, on_call=(*before.on_call, doctor))
    clinic_changes.apply(session, clinic, after, now=now, actor=owner)
    for kind in (drafts.PROTOCOL, drafts.TIMELINE):
        draft = drafts.open(session, _procedure(session, clinic, SCALP), kind, actor=owner, now=now)
        approval: dict[str, Any] = {"approver": DOCTOR, "note": "Begun from the default.", "actor": owner, "now": now}
        publishing.publish(session, draft, seen_revision=draft.revision, **approval)


def write_replies(owner: Colleague) -> None:
    """The replies that the clinic writes often."""
    for title, text in REPLIES.items():
        owner.send("/console/canned", owner.open("/console/canned"), title=title, text=text)


def set_days_off(session: Session, clinic: Clinic, owner: str, now: datetime, today: date) -> None:
    """Days on which the clinic will be closed."""
    before = clinic_changes.settings_of(session, clinic)
    christmas = date(today.year + (today > date(today.year, 12, 24)), 12, 25)
    days = {christmas: "Christmas Day", christmas + timedelta(days=1): "Boxing Day", today + timedelta(days=40): "Staff training"}
    clinic_changes.apply(session, clinic, replace(before, holidays={**before.holidays, **days}), now=now, actor=owner)


def publish_greeting(session: Session, clinic: Clinic, author: str, now: datetime) -> None:
    """A new wording in the protocol for the scalp."""
    procedure = _procedure(session, clinic, SCALP)
    words = "Hello from {clinic_name}, the scalp team. Ask me anything about your aftercare."
    draft = _with_greeting(session, procedure, words, author, now)
    approval: dict[str, Any] = {"approver": DOCTOR, "note": "Our own words for the greeting.", "actor": author, "now": now}
    publishing.publish(session, draft, seen_revision=draft.revision, **approval)


def lengthen_timeline(session: Session, clinic: Clinic, author: str, now: datetime) -> None:
    """The last check-in for the scalp may come a day later; sessions that run already follow."""
    procedure = _procedure(session, clinic, SCALP)
    draft = drafts.open(session, procedure, drafts.TIMELINE, actor=author, now=now)
    before, found, after = draft.document.rpartition("expires_after_hours: 48")
    document = f"{before}{found.replace('48', '72')}{after}"
    drafts.save(session, draft, document, seen_revision=draft.revision, actor=author, now=now)
    why = "Day 28 often falls on a weekend: worth sending a day longer."
    approval: dict[str, Any] = {"approver": DOCTOR, "note": why, "actor": author, "now": now}
    timeline_publishing.publish(session, draft, also_running=True, seen_revision=draft.revision, **approval)


def begin_draft(session: Session, clinic: Clinic, author: str, now: datetime) -> None:
    """A change of the face's protocol that nobody has published yet."""
    procedure = _procedure(session, clinic, FACE)
    _with_greeting(session, procedure, "Hello from {clinic_name}. Ask me anything about your aftercare.", author, now)


def _with_greeting(session: Session, procedure: Procedure, words: str, author: str, now: datetime) -> drafts.Draft:
    draft = drafts.open(session, procedure, drafts.PROTOCOL, actor=author, now=now)
    document = to_yaml(with_wording(parse(draft.document), TEXT, "greeting", words))
    drafts.save(session, draft, document, seen_revision=draft.revision, actor=author, now=now)
    return draft


def _procedure(session: Session, clinic: Clinic, slug: str) -> Procedure:
    wanted = select(Procedure).where(Procedure.clinic_id == clinic.id, Procedure.slug == slug)
    return session.execute(wanted).scalar_one()
