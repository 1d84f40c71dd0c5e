"""What clinics have published, parsed once: a published version never changes, so it is kept by its id."""

from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.checkins import Timeline, parse_timeline
from bot.models import Procedure, ProtocolVersion, TimelineVersion
from bot.protocols import Protocol, load_default, parse

#: Parsed documents kept in memory; a clinic has a handful.
KEPT = 64


@lru_cache(maxsize=KEPT)
def _parsed_protocol(document: str) -> Protocol:
    return parse(document)


@lru_cache(maxsize=KEPT)
def _parsed_timeline(document: str) -> Timeline:
    return parse_timeline(document)


def current_protocol(session: Session, procedure_id: int) -> ProtocolVersion | None:
    """Return the newest published protocol of a procedure, None when it has none."""
    versions = select(ProtocolVersion).where(ProtocolVersion.procedure_id == procedure_id)
    return session.execute(versions.order_by(ProtocolVersion.number.desc()).limit(1)).scalar_one_or_none()


def current_timeline(session: Session, procedure_id: int) -> TimelineVersion | None:
    """Return the newest published timeline of a procedure, None when it has none."""
    versions = select(TimelineVersion).where(TimelineVersion.procedure_id == procedure_id)
    return session.execute(versions.order_by(TimelineVersion.number.desc()).limit(1)).scalar_one_or_none()


def protocol(session: Session, version_id: int) -> Protocol:
    """Return the protocol published as `version_id`. NoResultFound when there is none."""
    found = session.execute(select(ProtocolVersion.document).where(ProtocolVersion.id == version_id)).scalar_one()
    return _parsed_protocol(found)


def timeline(session: Session, version_id: int) -> Timeline:
    """Return the timeline published as `version_id`. NoResultFound when there is none."""
    found = session.execute(select(TimelineVersion.document).where(TimelineVersion.id == version_id)).scalar_one()
    return _parsed_timeline(found)


def clinic_texts(session: Session, clinic_id: int) -> Protocol:
    """Return the protocol whose general texts a clinic uses where no procedure's own applies: its first published one."""
    first = select(ProtocolVersion.document).join(Procedure, Procedure.id == ProtocolVersion.procedure_id)
    newest = first.where(Procedure.clinic_id == clinic_id).order_by(Procedure.id, ProtocolVersion.number.desc()).limit(1)
    document = session.execute(newest).scalar_one_or_none()
    return _parsed_protocol(document) if document else load_default()
