"""A procedure's protocol and timeline out of files: compared with what is published, and published where they differ."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import audit, drafts, published, publishing, republishing
from bot.checkins import comparing as timelines
from bot.checkins import load_default_timeline, parse_timeline
from bot.clinic_files.layout import CLINIC_FILE, FOLDERS, file_of
from bot.clinic_files.reading import ClinicFiles
from bot.models import Procedure
from bot.protocols import comparing as protocols
from bot.protocols import load_default, parse
from bot.publishing import PARSERS
from bot.republishing import Effect

#: What the version's note says.
NOTE = "imported from files"


@dataclass(frozen=True)
class DocumentChange:
    """One protocol or timeline that gets a new version."""

    file: str
    kind: str
    number: int
    #: What is different, in words; one line each.
    lines: list[str]
    #: Sessions that run already: what becomes of them, in a sentence.
    running: str
    #: Somebody is writing a draft of it in the console.
    has_draft: bool = False
    approver: str = ""

    def in_words(self) -> list[str]:
        """Return it line by line."""
        approved = f"approved by {self.approver}" if self.approver else "nobody is named as approving it (--approved-by NAME)"
        head = f"{self.file}: becomes version {self.number}, {approved}"
        draft = [f"{self.file}: a draft is under way in the console; whoever publishes it is shown this version first"]
        told = [f"{self.file}: {line}" for line in (*self.lines, self.running)]
        return [head, *told, *(draft if self.has_draft else [])]


@dataclass
class Done:
    """What became of one procedure's files."""

    changes: list[DocumentChange] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def publish(
    session: Session, procedure: Procedure, files: ClinicFiles, *, now: datetime, actor: str, also_running: bool, approver: str
) -> Done:
    """Publish what differs from the newest version; a file that says the same changes nothing, however it is written."""
    done = Done()
    # Two who publish at once come one after the other.
    session.execute(select(Procedure.id).where(Procedure.id == procedure.id).with_for_update())
    for kind in FOLDERS:
        file, document = file_of(kind, procedure.slug), files.documents.get((kind, procedure.slug))
        newest = drafts.newest(session, procedure, kind)
        if document is None:
            if newest is not None:
                kept = f"{procedure.slug} has a published {kind}: name it under published and keep {file}"
                done.problems.append(f"{CLINIC_FILE}: {kept}")
        elif is_heat_with_default(procedure, kind, document):
            done.problems.append(f"{file}: the default is not safe for {procedure.name}: its heat changes the rules")
        elif linked := publishing.problems(document, kind):
            done.problems += [f"{file}: {problem}" for problem in linked]
        elif told := _differences(kind, newest, document):
            version = _version(session, procedure, kind, newest, document, now, actor, approver)
            running = _carry_over(session, procedure, kind, version, now, actor, also_running)
            has_draft = drafts.find(session, procedure, kind) is not None
            done.changes.append(DocumentChange(file, kind, version.number, told, running, has_draft, approver))
    return done


def is_heat_with_default(procedure: Procedure, kind: str, document: str) -> bool:
    """Return whether the default would be used for a procedure that it must never be used for."""
    if procedure.slug not in drafts.NEVER_FROM_DEFAULTS:
        return False
    if kind == drafts.PROTOCOL:
        return parse(document) == load_default()
    return parse_timeline(document) == load_default_timeline()


def _differences(kind: str, newest: Any, document: str) -> list[str]:
    if newest is None:
        return ["published for the first time"]
    if PARSERS[kind](newest.document) == PARSERS[kind](document):
        return []
    if kind == drafts.PROTOCOL:
        found = protocols.compare(parse(newest.document), parse(document))
        told = [_reworded(f"{change.name}: {change.words}", change.before, change.after) for change in found]
    else:
        changed = timelines.changes(parse_timeline(newest.document), parse_timeline(document))
        told = [_reworded(f"{change.step or 'all steps'}: {change.words}", change.before, change.after) for change in changed]
    return told or ["differs in something that neither patients nor staff notice"]


def _reworded(words: str, before: str, after: str) -> str:
    texts = [f'"{" ".join(text.split())}"' for text in (before, after) if text]
    return f"{words}: {' becomes '.join(texts)}" if texts else words


def _version(
    session: Session, procedure: Procedure, kind: str, newest: Any, document: str, now: datetime, actor: str, approver: str
) -> Any:
    version = drafts.VERSIONS[kind](
        procedure_id=procedure.id,
        number=(newest.number if newest else 0) + 1,
        document=document,
        published_at=now,
        published_by=actor,
        approved_by=approver or None,
        note=NOTE,
    )
    session.add(version)
    session.flush()
    target, detail = f"procedure:{procedure.id}", {"version": version.number, "approved_by": approver or None}
    audit.record(session, at=now, actor=actor, action=f"{kind}.publish", target=target, clinic_id=procedure.clinic_id, **detail)
    return version


def _carry_over(
    session: Session, procedure: Procedure, kind: str, version: Any, now: datetime, actor: str, also_running: bool
) -> str:
    """Return in a sentence what becomes of sessions that run already; with `also_running` it is done."""
    if kind == drafts.PROTOCOL:
        return "answers of running sessions follow it from now on"
    if also_running:
        return f"running sessions follow it: {_counted(republishing.apply(session, version, now=now, actor=actor))}"
    found = republishing.effect(session, procedure, published.timeline(session, version.id), now=now, version_id=version.id)
    return f"running sessions keep theirs: {len(found.sessions)} (--also-running would carry it over: {_counted(found)})"


def _counted(found: Effect) -> str:
    counts = ", ".join(f"{kind} {count}" for kind, count in sorted(found.counts().items()))
    return f"patients who notice {found.patients()}, check-ins: {counts}" if counts else "no check-in changes"
