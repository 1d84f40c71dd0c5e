"""A procedure's protocol as the pages see it: what is published, what is being written, and who may write."""

from dataclasses import dataclass
from functools import lru_cache

from bot import drafts, published
from bot.errors import InputError
from bot.models import Procedure
from bot.protocols import Protocol, ProtocolError, load_default, parse
from bot.protocols.previewing import Sample
from bot.web.console import books
from bot.web.console.desk import Desk
from bot.web.console.visit import Visit


@dataclass(frozen=True)
class Book(books.Book[Protocol]):
    """One procedure's protocol; where none is published, people answer everything."""

    kind = drafts.PROTOCOL
    shelf = "protocols"

    @property
    def before(self) -> Protocol:
        """What the draft is compared with: what is published; the default where nothing is."""
        return self.published or load_default()

    @property
    def current(self) -> Protocol:
        """What an editor goes on from: the draft, else what is published, else the default."""
        return self.drafted or self.before


def open_book(desk: Desk, slug: str) -> Book:
    """Return the protocol of a procedure of this clinic. NotFound when it does not offer it."""
    return book_of(desk, books.procedure(desk, slug))


def book_of(desk: Desk, found: Procedure) -> Book:
    """Return the protocol of a procedure."""
    version = published.current_protocol(desk.session, found.id)
    draft = drafts.find(desk.session, found, drafts.PROTOCOL)
    drafted, problems = None, list[str]()
    if draft is not None:
        try:
            drafted = read(draft.document)
        except ProtocolError as error:
            problems = error.problems
    return Book(found, version, read(version.document) if version else None, draft, drafted, problems)


def writing(book: Book) -> Protocol:
    """Return what is being edited. InputError when the draft cannot be read, or there is nothing to begin from."""
    if book.problems:
        raise InputError(f"The draft cannot be read: {book.problems[0]}. Discard it, or give it anew as a file.")
    if not book.may_begin:
        raise InputError(f"{book.procedure.name} has no protocol to begin from: the default is not safe for it.")
    return book.current


def sample(visit: Visit) -> Sample:
    """Return the patient that answers are tried on: treated this morning at ten, by the clinic's clock."""
    place = visit.moments.zone
    return Sample(visit.now.astimezone(place).replace(hour=10, minute=0, second=0, microsecond=0), place)


@lru_cache(maxsize=32)
def read(document: str) -> Protocol:
    """Return a protocol from its document; the same one is asked for page after page. ProtocolError when it is none."""
    return parse(document)
