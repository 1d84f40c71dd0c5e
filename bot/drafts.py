"""What a clinic is writing and nobody is told yet: one draft for each procedure and kind, shared by everybody who edits it.

Whoever saves says which revision they had before them; somebody else's newer one is never written over unseen.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot import audit, published
from bot.checkins import default_timeline_text
from bot.errors import InputError, NotFound
from bot.local_time import local
from bot.models import Clinic, Draft, Procedure, ProtocolVersion, Staff, TimelineVersion
from bot.protocols import load_default, to_yaml

PROTOCOL, TIMELINE = "protocol", "timeline"
VERSIONS: dict[str, Any] = {PROTOCOL: ProtocolVersion, TIMELINE: TimelineVersion}
#: Bytes; the same limit as the reader of protocols has.
LONGEST_DOCUMENT = 1_000_000
#: Procedures that the defaults must never be used for: heat changes what is safe (clinical reference, section 0).
NEVER_FROM_DEFAULTS = frozenset({"rf-microneedling"})


class DraftConflict(InputError):
    """Somebody saved, published or discarded the draft since it was read. Nothing was changed; the caller still has the text."""

    def __init__(self, sentence: str, theirs: Draft | None = None) -> None:
        super().__init__(sentence)
        #: The draft as it is now; None when there is none any more.
        self.theirs = theirs


def find(session: Session, procedure: Procedure, kind: str) -> Draft | None:
    """Return the draft of a procedure's "protocol" or "timeline"; None when nobody is writing one."""
    mine = select(Draft).where(Draft.procedure_id == procedure.id, Draft.kind == kind)
    return session.execute(mine).scalar_one_or_none()


def open(
    session: Session, procedure: Procedure, kind: str, *, actor: str, now: datetime, from_version: int | None = None
) -> Draft:
    """Return the draft under way, or begin one from what is published, from the default where nothing is.

    `from_version` (a number) begins one from an older version, to restore it: InputError while a draft is under way.
    NotFound when there is no such version.
    """
    found = find(session, procedure, kind)
    if found is not None:
        if from_version is not None:
            raise InputError(f"A draft is under way, {_saved(session, procedure, found)}. Publish or discard it first.")
        return found
    draft = Draft(procedure_id=procedure.id, kind=kind, revision=1, updated_at=now, updated_by=actor)
    latest = newest(session, procedure, kind)
    draft.document = _beginning(session, procedure, kind, latest, from_version)
    draft.based_on = latest.number if latest else 0
    try:
        with session.begin_nested():
            session.add(draft)
    except IntegrityError:  # somebody else opened it in the same moment
        return open(session, procedure, kind, actor=actor, now=now, from_version=from_version)
    note(session, procedure, draft.kind, "draft.open", actor, now, from_version=from_version or draft.based_on)
    return draft


def save(session: Session, draft: Draft, document: str, *, seen_revision: int, actor: str, now: datetime) -> None:
    """Keep `document` as the draft's next revision.

    DraftConflict when the draft is not at `seen_revision` any more; InputError when the document is absurdly long.
    """
    if len(document.encode("utf-8", "surrogatepass")) > LONGEST_DOCUMENT:
        raise InputError(f"The document is too long: at most {LONGEST_DOCUMENT} bytes can be kept.")
    procedure = session.get(Procedure, draft.procedure_id)
    assert procedure is not None  # a draft's procedure cannot be deleted under it
    seen = (Draft.id == draft.id, Draft.revision == seen_revision)
    new = {"document": document, "revision": seen_revision + 1, "updated_at": now, "updated_by": actor}
    changed = session.execute(update(Draft).where(*seen).values(**new).execution_options(synchronize_session=False))
    if changed.rowcount == 0:
        raise _conflict(session, procedure, draft.kind)
    session.refresh(draft)
    note(session, procedure, draft.kind, "draft.save", actor, now, revision=draft.revision)


def discard(
    session: Session, draft: Draft, *, seen_revision: int | None = None, actor: str | None = None, now: datetime | None = None
) -> None:
    """Throw the draft away; what is published stays as it is. With `actor` and `now` the audit book says who did it.

    With `seen_revision`: DraftConflict when somebody has saved since, so that nobody's work goes unseen.
    """
    procedure = session.get(Procedure, draft.procedure_id)
    assert procedure is not None  # a draft's procedure cannot be deleted under it
    mine = delete(Draft).where(Draft.id == draft.id)
    seen = mine if seen_revision is None else mine.where(Draft.revision == seen_revision)
    gone = session.execute(seen.execution_options(synchronize_session=False))
    if gone.rowcount == 0 and seen_revision is not None:
        raise _conflict(session, procedure, draft.kind)
    session.expunge(draft)
    if actor is not None and now is not None:
        note(session, procedure, draft.kind, "draft.discard", actor, now, revision=draft.revision)


def build_on(session: Session, draft: Draft, number: int, *, seen_revision: int, actor: str, now: datetime) -> None:
    """Let the draft count as begun from version `number`, which somebody has compared it with.

    DraftConflict when the draft is not at `seen_revision` any more, NotFound when there is no such version.
    """
    procedure = session.get(Procedure, draft.procedure_id)
    assert procedure is not None  # a draft's procedure cannot be deleted under it
    based_on = version(session, procedure, draft.kind, number).number
    save(session, draft, draft.document, seen_revision=seen_revision, actor=actor, now=now)
    draft.based_on = based_on


def newest(session: Session, procedure: Procedure, kind: str) -> Any:
    """Return the newest published version of a procedure's protocol or timeline; None when there is none."""
    current = published.current_protocol if kind == PROTOCOL else published.current_timeline
    return current(session, procedure.id)


def _beginning(session: Session, procedure: Procedure, kind: str, latest: Any, from_version: int | None) -> str:
    """Return the document that a new draft starts from."""
    if from_version is not None:
        return str(version(session, procedure, kind, from_version).document)
    if latest is not None:
        return str(latest.document)
    if procedure.slug in NEVER_FROM_DEFAULTS:
        raise InputError(f"{procedure.name} has no {kind} to begin from: the default is not safe for it, so people answer.")
    return to_yaml(load_default()) if kind == PROTOCOL else default_timeline_text()


def version(session: Session, procedure: Procedure, kind: str, number: int) -> Any:
    """Return the published version of that number. NotFound when there is none."""
    model = VERSIONS[kind]
    wanted = select(model).where(model.procedure_id == procedure.id, model.number == number)
    found = session.execute(wanted).scalar_one_or_none()
    if found is None:
        raise NotFound(f"There is no version {number} of this {kind}.")
    return found


def _conflict(session: Session, procedure: Procedure, kind: str) -> DraftConflict:
    theirs = session.execute(
        select(Draft).where(Draft.procedure_id == procedure.id, Draft.kind == kind).execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if theirs is None:
        return DraftConflict("The draft was published or discarded since you opened it. Nothing of yours was saved.")
    session.expunge(theirs)  # to be read after the rollback that follows
    return DraftConflict(f"The draft was {_saved(session, procedure, theirs)}, after you opened it. Yours is not saved.", theirs)


def _saved(session: Session, procedure: Procedure, draft: Draft) -> str:
    """Return when and by whom the draft was last saved, by the clinic's clock: "last saved by sam@… at 2:05 pm"."""
    clinic = session.get(Clinic, procedure.clinic_id)
    assert clinic is not None  # a procedure's clinic cannot be deleted under it
    wall = local(draft.updated_at, clinic.timezone)
    return f"last saved by {draft.updated_by} at {wall:%H:%M} on {wall.day} {wall:%B}"


def note(session: Session, procedure: Procedure, kind: str, verb: str, actor: str, now: datetime, **detail: Any) -> None:
    """Write into the audit book what `actor` (an e-mail address, or a command) did with a draft or version of this kind."""
    staff_id = session.scalar(select(Staff.id).where(Staff.email == actor, Staff.clinic_id == procedure.clinic_id))
    action, target = f"{kind}.{verb}", f"procedure:{procedure.id}"
    who = {"actor": actor, "clinic_id": procedure.clinic_id, "staff_id": staff_id}
    audit.record(session, at=now, action=action, target=target, **who, **detail)
