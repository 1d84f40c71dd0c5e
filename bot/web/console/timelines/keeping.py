"""Changing a timeline's document by what was typed: kept as the draft, or refused with every problem that the typing brings."""

from collections.abc import Callable, Sequence

from bot.checkins import TimelineError
from bot.drafts import DraftConflict
from bot.errors import InputError, NotFound
from bot.timeline_publishing import daytime_of
from bot.web.console.keeping import keep
from bot.web.console.timelines.book import Book, open_book, read
from bot.web.console.visit import Visit


class NotSaved(Exception):
    """What was typed cannot be kept: `problems` says why, in sentences; `status` is the answer's."""

    def __init__(self, problems: Sequence[str], status: int = 400) -> None:
        super().__init__("; ".join(problems))
        self.problems, self.status = list(problems), status


def edit(visit: Visit, change: Callable[[str], str], concerns: Callable[[str], bool] | None = None) -> Book:
    """Change the document as `change` says and keep it as the draft; return the book as it is then.

    NotSaved where somebody else saved meanwhile, or where the change brings problems that `concerns` says are about what was
    typed: others are told on every page until they are mended. Without `concerns` not one problem is let through.
    """
    try:
        with visit.changing() as desk:
            book = open_book(visit, desk)
            if not book.may_begin:
                raise InputError(f"{book.procedure.name} has no timeline to begin from: the default is not safe for it.")
            document = _changed(book, change)
            problems = read(document, daytime_of(desk.clinic))[1]
            _refuse(problems, read(book.document, daytime_of(desk.clinic))[1], concerns)
            if document != book.document:
                keep(visit, desk, book, document)
            return open_book(visit, desk)
    except DraftConflict as conflict:
        raise NotSaved([str(conflict)], 409) from conflict


def _changed(book: Book, change: Callable[[str], str]) -> str:
    try:
        return change(book.document)
    except KeyError as missing:
        raise NotFound("There is no such step in this timeline.") from missing
    except TimelineError as error:
        raise NotSaved(error.problems) from error


def _refuse(problems: Sequence[str], known: Sequence[str], concerns: Callable[[str], bool] | None) -> None:
    before = {without_line(problem) for problem in known} if concerns else set()
    mine = [each for each in problems if without_line(each) not in before and (concerns is None or concerns(each))]
    if mine:
        raise NotSaved(mine)


def without_line(problem: str) -> str:
    """Return a problem without "line 12: ", which means nothing to who edits a form."""
    head, _, rest = problem.partition(": ")
    return rest if head.startswith("line ") and head[5:].isdigit() else problem
