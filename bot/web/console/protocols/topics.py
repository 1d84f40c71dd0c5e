"""One topic being edited: its windows over time, and what is said in each."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.responses import RedirectResponse, Response

from bot.drafts import DraftConflict
from bot.errors import InputError, NotFound
from bot.protocols import Protocol, Subject, to_yaml, typed
from bot.protocols.editing import shared_boundaries, with_boundary, with_subject
from bot.web.console.desk import Desk
from bot.web.console.keeping import keep
from bot.web.console.protocols import sheet
from bot.web.console.protocols.book import Book, open_book, writing
from bot.web.console.visit import Visit

SAVED = "Saved in the draft. Nobody is told it before you publish."
MEND = "Nothing was saved yet: please mend what is marked."
BOTH = "Yours stands below as you typed it: save it over theirs, or leave the page to keep theirs."
#: What a button of the form asks for besides saving: "split-2", "remove-1".
_BUTTON = re.compile(r"(split|remove)-(\d{1,2})")


@dataclass(frozen=True)
class Typing:
    """What stands in the form, and what is told about it."""

    form: typed.TypedSubject
    problems: Mapping[str, list[str]] = field(default_factory=dict)
    #: A sentence above the form, and whether it is bad news.
    notice: str = ""
    is_bad: bool = False
    #: Whether somebody else has saved meanwhile: then their topic is shown beside this one.
    conflict: bool = False


def show(visit: Visit) -> Response:
    """The form, as the draft has it."""
    with visit.reading() as desk:
        book = _book(visit, desk)
        notice = SAVED if visit.query("saved") else ""
        return _page(visit, book, Typing(typed.typed(_subject(visit, book)), notice=notice))


def save(visit: Visit) -> Response:
    """Keep the topic, or do to the form what the pressed button says."""
    wanted, given = visit.form.get("do", "save"), typed.from_form(visit.form)
    with visit.reading() as desk:
        book = _book(visit, desk)
    if wanted == "move":
        return _kept(visit, _with_related, typed.typed(_subject(visit, book)))
    if wanted != "save":
        return _page(visit, book, Typing(_pressed(wanted, given), notice="Not saved yet."))
    found, problems = typed.understood(_name(visit), given)
    if found is None:
        return _page(visit, book, Typing(given, problems, MEND, is_bad=True), 400)
    return _kept(visit, lambda _, now: with_subject(writing(now), found), given)


def _kept(visit: Visit, change: Callable[[str, Book], Protocol], given: typed.TypedSubject) -> Response:
    """Save a change, or show the form again beside what somebody else has saved meanwhile."""
    try:
        with visit.changing() as desk:
            book = _book(visit, desk)
            new = change(_name(visit), book)
            if new != writing(book):
                keep(visit, desk, book, to_yaml(new))
    except DraftConflict as conflict:
        with visit.reading() as desk:
            told = Typing(given, notice=f"{conflict} {BOTH}", is_bad=True, conflict=True)
            return _page(visit, _book(visit, desk), told, 409)
    return RedirectResponse(f"{visit.request.url.path}?saved=1", 303)


def _pressed(wanted: str, given: typed.TypedSubject) -> typed.TypedSubject:
    """Return the form with a window more or less, or with plain characters. InputError for no button of ours."""
    if wanted == "plain":
        return typed.made_plain(given)
    pressed = _BUTTON.fullmatch(wanted)
    number = int(pressed[2]) if pressed else 0
    if pressed is None or not 1 <= number <= len(given.windows):
        raise InputError("This page does not know that button. Go back and reload it.")
    if pressed[1] == "remove":
        return typed.without(given, number)
    if len(given.windows) == typed.MOST_WINDOWS:
        raise InputError(f"A topic has at most {typed.MOST_WINDOWS} windows.")
    return typed.split(given, number)


def _with_related(name: str, book: Book) -> Protocol:
    """Return the protocol with the boundaries that moved in this topic moved in the related ones too."""
    protocol = writing(book)
    for was, now, related in shared_boundaries(protocol, book.before.subjects[name], protocol.subjects[name]):
        for other in related:
            protocol = _with_boundary(protocol, other, was, now)
    return protocol


def _with_boundary(protocol: Protocol, name: str, was: float, now: float) -> Protocol:
    try:
        return with_subject(protocol, with_boundary(protocol.subjects[name], was, now))
    except ValueError:  # it has another window there: its own page is the place to sort that out
        return protocol


def _page(visit: Visit, book: Book, typing: Typing, status: int = 200) -> Response:
    content = sheet.content(book, _subject(visit, book), typing.form, typing.problems, visit.now)
    return visit.render("protocols/topic.html", status, typing=typing, book=book, **content)


def _book(visit: Visit, desk: Desk) -> Book:
    """Return the protocol, for those who may write it; the topic must be one of it."""
    book = open_book(desk, visit.request.path_params["procedure"])
    _subject(visit, book)
    return book


def _subject(visit: Visit, book: Book) -> Subject:
    found = writing(book).subjects.get(_name(visit))
    if found is None:
        raise NotFound("There is no such topic.")
    return found


def _name(visit: Visit) -> str:
    return str(visit.request.path_params["topic"])
