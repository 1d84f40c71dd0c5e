"""A whole protocol to read, or to choose a topic to edit from: every topic as a strip over time, with every text."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from bot.protocols import Protocol, Rule, Subject
from bot.protocols.comparing import by_name, compare
from bot.protocols.previewing import Heard, Sample, heard
from bot.web.console.books import version_of
from bot.web.console.protocols.book import Book, open_book, read, sample, writing
from bot.web.console.protocols.groups import grouped, name_of
from bot.web.console.protocols.strips import Strip, span, strip, ticks, verdict_words
from bot.web.console.visit import Visit
from bot.web.forms import whole_number


@dataclass(frozen=True)
class Window:
    """One window of a topic, and what a patient hears in it."""

    rule: Rule
    verdict: str
    span: str
    heard: Heard


@dataclass(frozen=True)
class Topic:
    """One topic as the page lists it."""

    subject: Subject
    title: str
    is_kind: bool
    strip: Strip
    windows: list[Window]
    #: Whether the draft says something else about it than what is published.
    changed: bool


def show(visit: Visit) -> Response:
    """What is published; an older version by its number in the address."""
    with visit.reading() as desk:
        book = open_book(desk, visit.request.path_params["procedure"])
        version, protocol = book.version, book.published
        if number := visit.query("version"):
            version = version_of(desk, book, number)
            protocol = read(version.document)
        groups = _groups(protocol, sample(visit), frozenset()) if protocol else []
        just_published = whole_number(visit.query("published"))
        return _page(visit, book, groups, editing=False, version=version, texts=protocol, just_published=just_published)


def choose(visit: Visit) -> Response:
    """What is being written: the topics to edit, changed ones marked."""
    with visit.reading() as desk:
        book = open_book(desk, visit.request.path_params["procedure"])
        protocol = writing(book)
        changed = frozenset(name for kind, name in by_name(compare(book.before, protocol)) if kind == "topic")
        groups = _groups(protocol, sample(visit), changed)
        return _page(visit, book, groups, editing=True, version=book.version, texts=protocol, just_published=0)


def _page(visit: Visit, book: Book, groups: list, **values: Any) -> Response:
    known: dict[str, Any] = {"book": book, "groups": groups, "ticks": ticks()}
    return visit.render("protocols/contents.html", **known, **values)


def _groups(protocol: Protocol, patient: Sample, changed: frozenset[str]) -> list[tuple[str, list[tuple[str, Topic]]]]:
    topics = {name: _topic(protocol, subject, patient, name in changed) for name, subject in protocol.subjects.items()}
    return grouped(topics)


def _topic(protocol: Protocol, subject: Subject, patient: Sample, changed: bool) -> Topic:
    words = verdict_words(subject.name)
    windows = [
        Window(rule, words[rule.verdict], span(rule.start, rule.end), heard(protocol, subject.name, rule.start, patient))
        for rule in subject.windows
    ]
    return Topic(subject, name_of(subject), "/" in subject.name, strip(subject.windows), windows, changed)
