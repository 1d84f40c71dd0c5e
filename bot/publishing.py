"""From a draft to what patients are told: checked, approved by name, and from then on never changed."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import drafts, links
from bot.checkins import Timeline, TimelineError, parse_timeline
from bot.errors import InputError
from bot.models import Draft, Procedure
from bot.protocols import Protocol, ProtocolError, parse

PARSERS: dict[str, Callable[[str], Any]] = {drafts.PROTOCOL: parse, drafts.TIMELINE: parse_timeline}
LONGEST_NAME, LONGEST_NOTE = 120, 300
#: Letters: an initial is no name to answer with.
SHORTEST_NAME = 3


class NotReady(InputError):
    """The draft cannot be published as it is; `problems` says every reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("The draft cannot be published yet: " + "; ".join(problems[:3]) + ("; …" if len(problems) > 3 else ""))
        self.problems = problems


class PublishedMeanwhile(InputError):
    """Another version was published since the draft was begun: whoever publishes must see first what they would undo."""

    def __init__(self, newest: int, based_on: int) -> None:
        begun = f"version {based_on}" if based_on else "nothing"
        super().__init__(f"Version {newest} was published since this draft was begun from {begun}. Compare the two first.")
        self.newest, self.based_on = newest, based_on


def publish(session: Session, draft: Draft, *, seen_revision: int, approver: str, note: str, actor: str, now: datetime) -> Any:
    """Make the draft the next published version, and remove the draft; returns the ProtocolVersion or TimelineVersion.

    `approver` is the typed name of the clinician who answers for it, `note` says what was changed and why. InputError when
    one is missing; NotReady when the document cannot be used or changes nothing; drafts.DraftConflict when somebody saved after
    `seen_revision`; PublishedMeanwhile when the published version moved on.
    """
    name, reason = _approver(approver), _note(note)
    # Two who publish at once come one after the other; the second finds the draft gone.
    held = select(Procedure).where(Procedure.id == draft.procedure_id).with_for_update()
    procedure = session.execute(held).scalar_one()
    document, kind, based_on = draft.document, draft.kind, draft.based_on
    drafts.discard(session, draft, seen_revision=seen_revision)
    newest = drafts.newest(session, procedure, kind)
    _check(document, kind, based_on, newest)
    published = drafts.VERSIONS[kind](
        procedure_id=procedure.id,
        number=(newest.number if newest else 0) + 1,
        document=document,
        published_at=now,
        published_by=actor,
        approved_by=name,
        note=reason,
    )
    session.add(published)
    session.flush()
    drafts.note(session, procedure, kind, "publish", actor, now, version=published.number, approved_by=name)
    return published


def problems(document: str, kind: str) -> list[str]:
    """Return everything for which a document cannot be published, each with its line or field; nothing when it can."""
    try:
        parsed = PARSERS[kind](document)
    except (ProtocolError, TimelineError) as error:
        return error.problems
    return list(links.problems(patient_texts(parsed)))


def patient_texts(parsed: Protocol | Timeline) -> Iterator[tuple[str, str]]:
    """Yield every text that patients may get, with the name of its place. What is published already is not looked at again."""
    if isinstance(parsed, Timeline):
        yield from ((f"step {step.slug}, text", step.text) for step in parsed.steps)
        yield from ((f"texts, {name}", text) for name, text in parsed.texts.items())
        return
    for subject in parsed.subjects.values():
        for rule in subject.windows:
            yield from ((f"{rule.id}: text", rule.text), (f"{rule.id}: short", rule.short))
    yield from parsed.questions.items()
    yield from parsed.texts.items()


def _check(document: str, kind: str, based_on: int, newest: Any) -> None:
    if newest is not None and newest.number != based_on:
        raise PublishedMeanwhile(newest.number, based_on)
    found = problems(document, kind)
    if found:
        raise NotReady(found)
    if newest is not None and PARSERS[kind](newest.document) == PARSERS[kind](document):
        raise NotReady([f"it says the same as version {newest.number}"])


def _approver(name: str) -> str:
    kept = " ".join(name.split())
    if len(kept) > LONGEST_NAME or sum(letter.isalpha() for letter in kept) < SHORTEST_NAME or not kept.isprintable():
        raise InputError("Type the full name of the clinician who approves this: it is kept with the version.")
    return kept


def _note(note: str) -> str:
    kept = " ".join(note.split())
    if not kept or len(kept) > LONGEST_NOTE:
        raise InputError(f"Say in a sentence what was changed and why (at most {LONGEST_NOTE} characters).")
    return kept
