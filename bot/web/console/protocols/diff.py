"""What differs between two protocols: the draft and what is published, or any two published versions."""

from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from bot import drafts
from bot.errors import InputError
from bot.protocols import Protocol
from bot.protocols.comparing import TOPIC, Change, Piece, by_name, compare, pieces
from bot.web.console.books import version_of, versions
from bot.web.console.desk import Desk
from bot.web.console.keeping import draft_of, seen_revision
from bot.web.console.protocols.book import Book, open_book, read
from bot.web.console.protocols.groups import name_of
from bot.web.console.protocols.strips import Strip, strip, ticks
from bot.web.console.protocols.wordings import title_of
from bot.web.console.visit import Visit
from bot.web.forms import whole_number

DRAFT = "draft"


@dataclass(frozen=True)
class Told:
    """One change, and where a wording changed, its words."""

    change: Change
    pieces: list[Piece]


@dataclass(frozen=True)
class Section:
    """Everything that changed about one topic or text."""

    kind: str
    name: str
    title: str
    changes: list[Told]
    #: The topic's windows before and after; None for a text, or on the side that does not know the topic.
    before: Strip | None
    after: Strip | None


@dataclass(frozen=True)
class Side:
    """One of the two that are compared."""

    words: str
    protocol: Protocol


def show(visit: Visit) -> Response:
    """The differences, topic by topic."""
    with visit.reading() as desk:
        book = open_book(desk, visit.request.path_params["procedure"])
        numbers = [version.number for version in versions(desk, book)]
        wanted = [visit.query("from") or str(numbers[0] if numbers else ""), visit.query("to") or DRAFT]
        if wanted[1] == DRAFT and book.drafted is None and not visit.query("to") and len(numbers) > 1:
            wanted = [str(numbers[1]), str(numbers[0])]
        before, after = (_side(desk, book, one) for one in wanted)
        is_publishable = wanted[1] == DRAFT and book.draft is not None and wanted[0] == str(numbers[0] if numbers else "")
        return visit.render(
            "protocols/diff.html", book=book, before=before, after=after, numbers=numbers, wanted=wanted, ticks=ticks(),
            sections=sections(before.protocol, after.protocol), is_publishable=is_publishable,
        )  # fmt: skip


def build_on(visit: Visit) -> Response:
    """Take the newest version for what the draft was begun from, now that somebody has compared the two."""
    with visit.changing() as desk:
        book = open_book(desk, visit.request.path_params["procedure"])
        number, who = whole_number(visit.form.get("version", "")), {"actor": desk.staff.email, "now": desk.now}
        drafts.build_on(desk.session, draft_of(book), number, seen_revision=seen_revision(visit), **who)
    return RedirectResponse(f"{book.address}/diff", 303)


def sections(before: Protocol, after: Protocol) -> list[Section]:
    """Return what changed, grouped by topic and text."""
    return [_section(before, after, kind, name, found) for (kind, name), found in by_name(compare(before, after)).items()]


def _section(before: Protocol, after: Protocol, kind: str, name: str, changes: list[Change]) -> Section:
    told = [Told(one, pieces(one.before, one.after)) for one in changes]
    if kind != TOPIC:
        return Section(kind, name, title_of(kind, name), told, None, None)
    old, new = before.subjects.get(name), after.subjects.get(name)
    known = new or old
    assert known is not None  # one of the two has it, or nothing would have changed
    return Section(kind, name, name_of(known), told, strip(old.windows) if old else None, strip(new.windows) if new else None)


def _side(desk: Desk, book: Book, wanted: str) -> Side:
    """Return one side by its name: the number of a version, "draft", or "" for the default where nothing is published."""
    if wanted == DRAFT:
        if book.drafted is None:
            raise InputError(
                f"The draft cannot be read: {book.problems[0]}" if book.problems else "There is no draft to compare."
            )
        return Side("the draft", book.drafted)
    if not wanted:
        return Side("the default", book.before)
    version = version_of(desk, book, wanted)
    return Side(f"version {version.number}", read(version.document))
