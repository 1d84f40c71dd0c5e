"""What clinics have published, parsed once: a published version never changes, so it is kept by its id."""

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.checkins import Timeline, load_default_timeline, parse_timeline
from bot.models import Procedure, ProtocolVersion, TimelineVersion
from bot.protocols import Protocol, load_default, parse

#: The newest published protocol of the procedure that a statement is about: None where it has none.
NEWEST_PROTOCOL = (
    select(ProtocolVersion.id)
    .where(ProtocolVersion.procedure_id == Procedure.id)
    .order_by(ProtocolVersion.number.desc())
    .limit(1)
    .scalar_subquery()
)
#: Built once, because every turn reads them.
_PROTOCOL = select(ProtocolVersion.document).where(ProtocolVersion.id == bindparam("version_id"))
_TIMELINE = select(TimelineVersion.document).where(TimelineVersion.id == bindparam("version_id"))
_TEXTS_VERSION = (
    select(ProtocolVersion.id)
    .join(Procedure, Procedure.id == ProtocolVersion.procedure_id)
    .where(Procedure.clinic_id == bindparam("clinic_id"))
    .order_by(Procedure.id, ProtocolVersion.number.desc())
    .limit(1)
)
#: Parsed documents kept in memory; a clinic has a handful, and one process may serve hundreds of clinics.
KEPT = 512


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
    return _parsed_protocol(session.execute(_PROTOCOL, {"version_id": version_id}).scalar_one())


def timeline(session: Session, version_id: int | None) -> Timeline:
    """Return the timeline published as `version_id`, the default one for None. NoResultFound when there is no such version."""
    if version_id is None:
        return load_default_timeline()
    return _parsed_timeline(session.execute(_TIMELINE, {"version_id": version_id}).scalar_one())


def timeline_documents(session: Session, version_ids: Iterable[int]) -> dict[int, str]:
    """Return the documents of many published timelines in one look, for `parsed_timeline`."""
    found = select(TimelineVersion.id, TimelineVersion.document).where(TimelineVersion.id.in_(list(version_ids)))
    return dict(session.execute(found).all())


def parsed_timeline(document: str) -> Timeline:
    """Return the timeline that a published document is; parsed once. TimelineError where it is none."""
    return _parsed_timeline(document)


def parsed_protocol(document: str) -> Protocol:
    """Return the protocol that a published document is; parsed once. ProtocolError where it is none."""
    return _parsed_protocol(document)


def texts_version(session: Session, clinic_id: int) -> int | None:
    """Return the version whose general texts a clinic uses where no procedure's own applies: its first procedure's newest."""
    return session.execute(_TEXTS_VERSION, {"clinic_id": clinic_id}).scalar_one_or_none()


def general_texts(session: Session, version_id: int | None) -> Protocol:
    """Return the protocol to take general texts from; the default one where nothing is published."""
    return load_default() if version_id is None else protocol(session, version_id)


def clinic_texts(session: Session, clinic_id: int) -> Protocol:
    """Return the general texts of a clinic."""
    return general_texts(session, texts_version(session, clinic_id))
