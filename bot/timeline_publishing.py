"""A timeline from draft to published: for new sessions only, or for those that run already too, in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot import drafts, publishing, republishing
from bot.checkins import TimelineError, Window, parse_timeline
from bot.models import Clinic, Draft, Procedure, TimelineVersion
from bot.publishing import NotReady
from bot.republishing import Effect
from bot.sessions import Choices


@dataclass(frozen=True)
class Published:
    """The new version, and what it did to running sessions; None where it is for new ones only."""

    version: TimelineVersion
    effect: Effect | None


def daytime_of(clinic: Clinic) -> Window:
    """Return when a clinic sends check-ins."""
    return clinic.window_start, clinic.window_end


def problems(document: str, clinic: Clinic) -> list[str]:
    """Return everything for which a timeline cannot be published by this clinic, each with its line; nothing when it can."""
    try:
        parse_timeline(document, daytime_of(clinic))
    except TimelineError as error:
        return error.problems
    return []


def publish(
    session: Session, draft: Draft, *, also_running: bool, seen_revision: int, approver: str, note: str, actor: str,
    now: datetime, staff_id: int | None = None, choices: Choices | None = None,
) -> Published:  # fmt: skip
    """Publish a timeline's draft by the rules of bot.publishing, and with `also_running` carry it over to running sessions.

    `choices` says what becomes of check-ins that would be due already. All or nothing: on any error nothing is changed.
    """
    assert draft.kind == drafts.TIMELINE
    procedure = session.get(Procedure, draft.procedure_id)
    clinic = session.get(Clinic, procedure.clinic_id)
    if found := problems(draft.document, clinic):
        raise NotReady(found)
    version = publishing.publish(
        session, draft, seen_revision=seen_revision, approver=approver, note=note, actor=actor, now=now
    )  # fmt: skip
    if not also_running:
        return Published(version, None)
    done = republishing.apply(session, version, now=now, actor=actor, staff_id=staff_id, choices=choices)
    return Published(version, done)
