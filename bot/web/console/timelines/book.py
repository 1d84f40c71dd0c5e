"""A procedure's timeline as the pages see it: what is published, what is being written, and what is wrong with it."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot import drafts, published
from bot.checkins import Timeline, Window, default_timeline_text
from bot.checkins.parsing import examine
from bot.checkins.samples import Practice
from bot.errors import InputError
from bot.models import Clinic, Procedure
from bot.promises import in_words, promised_by
from bot.timeline_publishing import daytime_of
from bot.web.console import books
from bot.web.console.desk import Desk
from bot.web.console.visit import Visit
from bot.zones import zone


@dataclass(frozen=True)
class Book(books.Book[Timeline]):
    """One procedure's timeline; where none is published, nobody is written to. Each of its problems names its line."""

    kind = drafts.TIMELINE
    shelf = "timelines"

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


def open_book(visit: Visit, desk: Desk) -> Book:
    """Return the timeline of the procedure in the address. NotFound when this clinic does not offer it."""
    return book_of(desk, books.procedure(desk, visit.request.path_params["procedure"]))


def book_of(desk: Desk, procedure: Procedure) -> Book:
    """Return the timeline of a procedure."""
    version = published.current_timeline(desk.session, procedure.id)
    draft = drafts.find(desk.session, procedure, drafts.TIMELINE)
    drafted, problems = read(draft.document, daytime_of(desk.clinic)) if draft else (None, ())
    return Book(procedure, version, read(version.document)[0] if version else None, draft, drafted, list(problems))


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
