"""A procedure's protocol as the pages see it: what is published, what is being written, and who may write."""

from dataclasses import dataclass
from functools import lru_cache

from bot import drafts, published
from bot.errors import InputError, NotFound
from bot.models import Draft, Procedure, ProtocolVersion
from bot.protocols import Protocol, ProtocolError, load_default, parse
from bot.protocols.previewing import Sample
from bot.web.console.desk import Desk
from bot.web.console.visit import Visit


@dataclass(frozen=True)
class Book:
    """One procedure's protocol, published and drafted."""

    procedure: Procedure
    #: The newest published version, and what it says; None where people answer everything.
    version: ProtocolVersion | None
    published: Protocol | None
    draft: Draft | None
    #: What the draft says; None without a draft, or where it cannot be read.
    drafted: Protocol | None
    #: Why the draft cannot be read.
    problems: list[str]

    @property
    def before(self) -> Protocol:
        """What the draft is compared with: what is published; the default where nothing is."""
        return self.published or load_default()

    @property
    def current(self) -> Protocol:
        """What an editor goes on from: the draft, else what is published, else the default."""
        return self.drafted or self.before

    @property
    def revision(self) -> int:
        """The draft's revision; 0 while there is none."""
        return self.draft.revision if self.draft else 0

    @property
    def may_begin(self) -> bool:
        """Whether there is something to begin a draft from."""
        return self.version is not None or self.procedure.slug not in drafts.NEVER_FROM_DEFAULTS

    @property
    def address(self) -> str:
        """The path of its pages."""
        return f"/console/protocols/{self.procedure.slug}"


def procedures(desk: Desk) -> list[Procedure]:
    """Return what the clinic does, by name."""
    return list(desk.session.scalars(desk.rows(Procedure).order_by(Procedure.name, Procedure.id)))


def procedure(desk: Desk, slug: str) -> Procedure:
    """Return a procedure of this clinic. NotFound when it does not offer it."""
    found = desk.session.scalars(desk.rows(Procedure).where(Procedure.slug == slug)).one_or_none()
    if found is None:
        raise NotFound("This clinic has no such procedure.")
    return found


def open_book(desk: Desk, slug: str) -> Book:
    """Return the protocol of a procedure of this clinic. NotFound when it does not offer it."""
    return book_of(desk, procedure(desk, slug))


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


def versions(desk: Desk, found: Procedure) -> list[ProtocolVersion]:
    """Return all that was published for a procedure, the newest first."""
    mine = desk.rows(ProtocolVersion).where(ProtocolVersion.procedure_id == found.id)
    return list(desk.session.scalars(mine.order_by(ProtocolVersion.number.desc())))


def version_of(desk: Desk, found: Procedure, number: str) -> ProtocolVersion:
    """Return the version of that number, as an address gives it. NotFound when there is none."""
    return drafts.version(desk.session, found, drafts.PROTOCOL, int(number) if number.isdecimal() and len(number) < 9 else 0)


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
