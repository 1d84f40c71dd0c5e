"""What we ourselves write, to be found in what patients send back: what a clinic publishes, and what one patient was sent."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from bot import published
from bot.checkins import Timeline, load_default_timeline
from bot.models import Clinic, Procedure, ProtocolVersion, TimelineVersion
from bot.protocols import Protocol, load_default
from bot.safety.quoted import OurTexts, Span, hide, perhaps_quoted

#: Versions of each procedure's documents that are still quoted, the newest first.
VERSIONS = 4
#: A text of fewer words quotes nothing that could be told from the patient's own.
FEWEST_WORDS = 3
#: Clinics whose texts are kept ready.
KEPT = 64


def _newest() -> Any:
    kinds: list[tuple[str, Any]] = [("protocol", ProtocolVersion), ("timeline", TimelineVersion)]
    each = [
        select(literal(kind).label("kind"), table.id.label("id"), table.published_at.label("at"))
        .join(Procedure, Procedure.id == table.procedure_id)
        .where(Procedure.clinic_id == bindparam("clinic_id"))
        for kind, table in kinds
    ]
    both = union_all(*each).subquery()
    return select(both.c.kind, both.c.id, both.c.at).order_by(both.c.id.desc()).limit(2 * VERSIONS)


#: Built once, because every text that comes in asks it.
_NEWEST = _newest()
_kept: dict[tuple, OurTexts] = {}


class _Clinic(dict):
    """A clinic's own values by placeholder; every other placeholder stays one."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def quotations(session: Session, clinic: Clinic, text: str, sent: Iterable[str]) -> list[Span]:
    """Return where `text` repeats what the clinic publishes, or one of the texts that were `sent` to its writer."""
    if len(text.split()) < FEWEST_WORDS:
        return []
    # Word for word first: what was filled in, and what staff wrote by hand, stands in no published text.
    spans = OurTexts(perhaps_quoted(text, sent)).spans(text)
    return sorted([*spans, *everything(session, clinic).spans(hide(text, spans))])


def everything(session: Session, clinic: Clinic) -> OurTexts:
    """Return all texts of a clinic's published documents; the default ones where it has published none."""
    versions = _versions(session, clinic.id)
    values = _values(clinic)
    key = (str(session.get_bind().engine.url), versions, tuple(values.values()))
    if key not in _kept:
        if len(_kept) >= KEPT:
            _kept.clear()
        documents = [_document(session, kind, version) for kind, version, _ in versions]
        texts = (text for document in documents or [load_default(), load_default_timeline()] for text in _texts(document))
        _kept[key] = OurTexts(text.format_map(_Clinic(values)) for text in texts)
    return _kept[key]


def _versions(session: Session, clinic_id: int) -> tuple[tuple[str, int, Any], ...]:
    """Return the newest documents of each kind: kind, id and when it was published."""
    return tuple((kind, key, at) for kind, key, at in session.execute(_NEWEST, {"clinic_id": clinic_id}))


def _document(session: Session, kind: str, version: int) -> Protocol | Timeline:
    return published.protocol(session, version) if kind == "protocol" else published.timeline(session, version)


def _texts(document: Protocol | Timeline) -> Iterator[str]:
    yield from document.texts.values()
    if isinstance(document, Protocol):
        yield from document.questions.values()
        for subject in document.subjects.values():
            for rule in subject.windows:
                yield from (rule.text, rule.short)
    else:
        for step in document.steps:
            yield step.text


def _values(clinic: Clinic) -> dict[str, str]:
    return {
        "clinic_name": clinic.name,
        "clinic_phone": clinic.phone,
        "emergency_number": clinic.emergency_number,
        "urgent_line": clinic.urgent_line or clinic.phone,
        "crisis_line": clinic.crisis_line or clinic.emergency_number,
    }
