"""What the pages of protocols and timelines have in common: a procedure, what is published for it, what is being written."""

from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from bot import drafts
from bot.errors import NotFound
from bot.models import Draft, Procedure
from bot.web.console.desk import Desk

#: What a document says: a protocol, or a timeline.
Says = TypeVar("Says")


@dataclass(frozen=True)
class Book(Generic[Says]):
    """One procedure's protocol or timeline, published and drafted."""

    #: One of the kinds of bot.drafts, and where in the console its pages are.
    kind: ClassVar[str]
    shelf: ClassVar[str]

    procedure: Procedure
    #: The newest published version, and what it says; None where nothing is published.
    version: Any
    published: Says | None
    draft: Draft | None
    #: What the draft says; None without a draft, or where it cannot be read.
    drafted: Says | None
    #: What is wrong with the draft.
    problems: list[str]

    @property
    def revision(self) -> int:
        """The draft's revision; 0 while there is none."""
        return self.draft.revision if self.draft else 0

    @property
    def may_begin(self) -> bool:
        """Whether there is something to begin a draft from."""
        return self.version is not None or self.procedure.slug not in drafts.NEVER_FROM_DEFAULTS

    @property
    def moved_on(self) -> bool:
        """Whether another version was published since the draft was begun."""
        return self.draft is not None and self.version is not None and self.version.number != self.draft.based_on

    @property
    def address(self) -> str:
        """The path of its pages."""
        return f"/console/{self.shelf}/{self.procedure.slug}"


def procedures(desk: Desk) -> list[Procedure]:
    """Return what the clinic does, by name."""
    return list(desk.session.scalars(desk.rows(Procedure).order_by(Procedure.name, Procedure.id)))


def procedure(desk: Desk, slug: str) -> Procedure:
    """Return a procedure of this clinic. NotFound when it does not offer it."""
    found = desk.session.scalars(desk.rows(Procedure).where(Procedure.slug == slug)).one_or_none()
    if found is None:
        raise NotFound("This clinic has no such procedure.")
    return found


def versions(desk: Desk, book: Book[Any]) -> list[Any]:
    """Return all that was published for a book's procedure, the newest first."""
    model = drafts.VERSIONS[book.kind]
    mine = desk.rows(model).where(model.procedure_id == book.procedure.id)
    return list(desk.session.scalars(mine.order_by(model.number.desc())))


def version_of(desk: Desk, book: Book[Any], number: str) -> Any:
    """Return the version of that number, as an address gives it. NotFound when there is none."""
    known = int(number) if number.isdecimal() and len(number) < 9 else 0
    return drafts.version(desk.session, book.procedure, book.kind, known)
