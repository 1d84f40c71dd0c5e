"""A procedure's timeline as the pages see it: what is published, what is being written, and what is wrong with it."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot import drafts, published
from bot.checkins import Timeline, Window, default_timeline_text
from bot.checkins.parsing import examine
from bot.checkins.samples import Practice
from bot.errors import InputError, NotFound
from bot.models import Clinic, Draft, Procedure, TimelineVersion
from bot.promises import in_words, promised_by
from bot.timeline_publishing import daytime_of
from bot.web.console.desk import Desk
from bot.web.console.visit import Visit
from bot.zones import zone


@dataclass(frozen=True)
class Book:
    """One procedure's timeline, published and drafted."""

    procedure: Procedure
    #: The newest published version, and what it says; None where nobody is written to.
    version: TimelineVersion | None
    published: Timeline | None
    draft: Draft | None
    #: What the draft says; None without a draft, or where not even its fields can be read.
    drafted: Timeline | None
    #: Why the draft cannot be published, each with its line.
    problems: list[str]

    @property
    def document(self) -> str:
        """What an editor goes on from: the draft, else what is published, else the default."""
        newest = self.draft or self.version
        return str(newest.document) if newest else default_timeline_text()

    @property
    def is_sound(self) -> bool:
        """Whether there is a draft that could be published."""
        return self.draft is not None and not self.problems

    @property
    def before(self) -> Timeline | None:
        """What the draft is compared with: what is published."""
        return self.published

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
        return f"/console/timelines/{self.procedure.slug}"


def procedures(desk: Desk) -> list[Procedure]:
    """Return what the clinic does, by name."""
    return list(desk.session.scalars(desk.rows(Procedure).order_by(Procedure.name, Procedure.id)))


def open_book(visit: Visit, desk: Desk) -> Book:
    """Return the timeline of the procedure in the address. NotFound when this clinic does not offer it."""
    slug = visit.request.path_params["procedure"]
    found = desk.session.scalars(desk.rows(Procedure).where(Procedure.slug == slug)).one_or_none()
    if found is None:
        raise NotFound("This clinic has no such procedure.")
    return book_of(desk, found)


def book_of(desk: Desk, procedure: Procedure) -> Book:
    """Return the timeline of a procedure."""
    version = published.current_timeline(desk.session, procedure.id)
    draft = drafts.find(desk.session, procedure, drafts.TIMELINE)
    drafted, problems = read(draft.document, daytime_of(desk.clinic)) if draft else (None, ())
    return Book(procedure, version, read(version.document)[0] if version else None, draft, drafted, list(problems))


def versions(desk: Desk, procedure: Procedure) -> list[TimelineVersion]:
    """Return all that was published for a procedure, the newest first."""
    mine = desk.rows(TimelineVersion).where(TimelineVersion.procedure_id == procedure.id)
    return list(desk.session.scalars(mine.order_by(TimelineVersion.number.desc())))


def version_of(desk: Desk, procedure: Procedure, number: str) -> TimelineVersion:
    """Return the version of that number, as an address gives it. NotFound when there is none."""
    return drafts.version(desk.session, procedure, drafts.TIMELINE, int(number) if number.isdecimal() and len(number) < 9 else 0)


def writing(book: Book) -> Timeline:
    """Return what is being edited. InputError when the draft cannot be read, or there is nothing to begin from."""
    if not book.may_begin:
        raise InputError(f"{book.procedure.name} has no timeline to begin from: the default is not safe for it.")
    if book.draft is not None:
        if book.drafted is None:
            raise InputError(f"The draft cannot be read: {book.problems[0]}. Mend it in the document, or discard it.")
        return book.drafted
    found = book.published or read(book.document)[0]
    assert found is not None  # what was published once, and the default, can be read
    return found


def practice_of(clinic: Clinic, now: datetime) -> Practice:
    """Return what a preview needs of a clinic; promises as they would be given at `now`."""
    place = zone(clinic.timezone)
    days = (clinic.opening_hours, clinic.holidays)
    promised = {level: in_words(promised_by(level, now, place, *days), now, place) for level in ("review", "urgent")}
    numbers = {
        "emergency_number": clinic.emergency_number,
        "clinic_phone": clinic.phone,
        "by": promised["review"],
        "by_urgent": promised["urgent"],
    }
    return Practice(place, daytime_of(clinic), clinic.opening_hours, clinic.holidays, numbers)


@lru_cache(maxsize=32)
def read(document: str, daytime: Window | None = None) -> tuple[Timeline | None, tuple[str, ...]]:
    """Return what a document says and what is wrong with it; the same one is asked for page after page."""
    timeline, problems = examine(document, daytime)
    return timeline, tuple(problems)
