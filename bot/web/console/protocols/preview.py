"""What patients would hear if the draft were published: one question at one hour, every answer that changes, real questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from bot import recent_questions
from bot.errors import InputError
from bot.protocols import Protocol
from bot.protocols.comparing import Piece, pieces
from bot.protocols.previewing import SAMPLE_HOURS, Difference, Heard, Sample, differences, heard, text_differences
from bot.protocols.writing import hours_said
from bot.web.console.protocols.book import Book, open_book, sample, writing
from bot.web.console.protocols.groups import grouped, name_of
from bot.web.console.protocols.strips import span, verdict_words
from bot.web.console.protocols.wordings import title_of
from bot.web.console.visit import Visit

#: Asked about when the page opens and nothing has changed; 30 h is the day after, when most rules turn.
FIRST_SUBJECT, FIRST_HOURS = "makeup", 30.0
#: Hours; a window cannot begin later.
LATEST = 366 * 24


@dataclass(frozen=True)
class Try:
    """One question at one hour."""

    subject: str
    title: str
    hours: float
    done: bool
    before: Heard
    after: Heard


@dataclass(frozen=True)
class Row:
    """One answer that changes."""

    difference: Difference
    span: str
    #: The words of both, what went and what came marked; nothing where they have too little in common for marks to help.
    pieces: list[Piece]


def show(visit: Visit) -> Response:
    """The page. It shows patients' own words, so each look is recorded."""
    with visit.reading() as desk:
        book = open_book(desk, visit.request.path_params["procedure"])
        before, after, patient = book.before, writing(book), sample(visit)
        changes = differences(before, after, patient)
        recent = recent_questions.changed_answers(desk.session, book.procedure, before, after, desk.now)
        content: dict[str, Any] = {
            "tried": _tried(visit, before, after, patient, changes),
            "topics": grouped({name: name_of(subject) for name, subject in after.subjects.items()}),
            "groups": _groups(after, changes),
            "texts": [
                (title_of(one.kind, one.name), one, pieces(one.before, one.after)) for one in text_differences(before, after)
            ],
            "recent": recent,
            "names": {name: name_of(subject) for name, subject in after.subjects.items()},
        }
    visit.note("protocol.preview", f"procedure:{book.procedure.id}", questions_shown=len(recent.examples))
    return _rendered(visit, book, content)


def _rendered(visit: Visit, book: Book, content: dict[str, Any]) -> Response:
    words: dict[str, Any] = {"verdict_words": verdict_words, "said": hours_said, "sample_hours": SAMPLE_HOURS}
    return visit.render("protocols/preview.html", book=book, **words, **content)


def _groups(after: Protocol, changes: Sequence[Difference]) -> list[tuple[str, str, list[Row]]]:
    """Return (name, title, answers that change) for each topic that has any."""
    rows: dict[str, list[Row]] = {}
    for one in changes:
        words = pieces(one.before.text if one.before else "", one.after.text if one.after else "")
        marked = words if any(piece.kind == "same" for piece in words) else []
        rows.setdefault(one.subject, []).append(Row(one, span(one.start, one.end), marked))
    return [(name, name_of(after.subjects[name]), found) for name, found in rows.items() if name in after.subjects]


def _tried(visit: Visit, before: Protocol, after: Protocol, patient: Sample, changes: Sequence[Difference]) -> Try:
    """Return the question that the address asks for; else the first one whose answer changes."""
    first = changes[0] if changes else None
    name = visit.query("topic") or (first.subject if first else FIRST_SUBJECT)
    hours = _hours(visit.query("hours"), FIRST_HOURS)
    if name not in after.subjects or name not in before.subjects:
        raise InputError("There is no such topic.")
    done = bool(visit.query("done"))
    both = (heard(protocol, name, hours, patient, done) for protocol in (before, after))
    return Try(name, name_of(after.subjects[name]), hours, done, *both)


def _hours(given: str, otherwise: float) -> float:
    """Return hours as somebody typed them. InputError for what is none, is before the session or more than a year after it."""
    try:
        hours = float(given.replace(",", ".")) if given.strip() else otherwise
    except ValueError:
        hours = -1.0
    if not 0 <= hours <= LATEST:
        raise InputError(f"Hours after the session must be a number from 0 to {LATEST}.")
    return hours
