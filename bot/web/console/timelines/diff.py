"""What differs between two timelines: the draft and what is published, or any two published versions."""

from dataclasses import dataclass
from itertools import groupby

from starlette.responses import RedirectResponse, Response

from bot import drafts
from bot.checkins import Timeline
from bot.checkins.comparing import Change, changes
from bot.errors import InputError
from bot.protocols.comparing import Piece, pieces
from bot.web.console.books import version_of, versions
from bot.web.console.desk import Desk
from bot.web.console.keeping import draft_of, seen_revision
from bot.web.console.timelines.book import Book, open_book, read, writing
from bot.web.console.timelines.names import name_of
from bot.web.console.visit import Visit
from bot.web.forms import whole_number

DRAFT = "draft"
FOR_ALL = "For all check-ins"


@dataclass(frozen=True)
class Told:
    """One change, and where a text changed, its words."""

    change: Change
    pieces: list[Piece]


@dataclass(frozen=True)
class Section:
    """Everything that changed about one check-in, or about all of them."""

    slug: str
    title: str
    changes: list[Told]


@dataclass(frozen=True)
class Side:
    """One of the two that are compared."""

    words: str
    timeline: Timeline


def show(visit: Visit) -> Response:
    """The differences, check-in by check-in."""
    with visit.reading() as desk:
        book = open_book(visit, desk)
        numbers = [version.number for version in versions(desk, book)]
        wanted = [visit.query("from") or str(numbers[0] if numbers else ""), visit.query("to") or DRAFT]
        if wanted[1] == DRAFT and book.drafted is None and not visit.query("to") and len(numbers) > 1:
            wanted = [str(numbers[1]), str(numbers[0])]
        before, after = (_side(desk, book, one) for one in wanted)
        is_publishable = wanted[1] == DRAFT and book.draft is not None and wanted[0] == str(numbers[0] if numbers else "")
        return visit.render(
            "timelines/diff.html", book=book, before=before, after=after, numbers=numbers, wanted=wanted,
            sections=sections(before.timeline, after.timeline), is_publishable=is_publishable,
        )  # fmt: skip


def build_on(visit: Visit) -> Response:
    """Take the newest version for what the draft was begun from, now that somebody has compared the two."""
    with visit.changing() as desk:
        book = open_book(visit, desk)
        number, who = whole_number(visit.form.get("version", "")), {"actor": desk.staff.email, "now": desk.now}
        drafts.build_on(desk.session, draft_of(book), number, seen_revision=seen_revision(visit), **who)
    return RedirectResponse(f"{book.address}/diff", 303)


def sections(before: Timeline, after: Timeline) -> list[Section]:
    """Return what changed, grouped by check-in; nothing where both are the same."""
    found = changes(before, after)
    return [
        Section(slug, name_of(after, slug) if slug else FOR_ALL, [Told(one, pieces(one.before, one.after)) for one in group])
        for slug, group in groupby(found, key=lambda change: change.step)
    ]


def _side(desk: Desk, book: Book, wanted: str) -> Side:
    """Return one side by its name: the number of a version, "draft", or "" for the default where nothing is published."""
    if wanted == DRAFT:
        if book.draft is None:
            raise InputError("There is no draft to compare.")
        return Side("the draft", writing(book))
    if not wanted:
        return Side("the default", writing(Book(book.procedure, None, None, None, None, [])))
    version = version_of(desk, book, wanted)
    timeline = read(version.document)[0]
    assert timeline is not None  # it was published
    return Side(f"version {version.number}", timeline)
