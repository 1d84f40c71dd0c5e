"""The replies that a check-in's answer may get: read, and edited one at a time as they stand on a phone."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from bot.checkins import Timeline
from bot.checkins.checking import LONGEST, PLACEHOLDERS
from bot.checkins.editing import change_value
from bot.errors import NotFound
from bot.sms_text import segments, to_gsm7
from bot.web.console.timelines import keeping
from bot.web.console.timelines.book import Book, open_book, practice_of, writing
from bot.web.console.timelines.cards import heard
from bot.web.console.timelines.keeping import NotSaved, without_line
from bot.web.console.visit import Visit

#: Headings, and how the names of the texts under them begin; the first that fits counts.
HEADINGS = (
    ("As expected, or noted", ("as_expected", "noted", "taken_back", "booking")),
    ("Asking again", ("ask_missing", "not_read", "to_staff")),
    ("Asking further", ("ask_", "worried", "not_normal", "worse", "blisters", "danger")),
    ("A person will look", ("",)),
)


@dataclass(frozen=True)
class Wording:
    """One reply as a page shows it."""

    name: str
    title: str
    text: str
    said: str
    segments: int
    is_changed: bool
    #: In how many places of the timeline it is the answer.
    used: int


def show(visit: Visit) -> Response:
    """All of them, as the draft has them, or as published where there is none."""
    with visit.reading() as desk:
        book = open_book(visit, desk)
        timeline, numbers = writing(book), practice_of(desk.clinic, visit.now).numbers
        return visit.render("timelines/wordings.html", book=book, groups=_groups(book, timeline, numbers))


def edit(visit: Visit) -> Response:
    """One of them in a form."""
    with visit.reading() as desk:
        book = open_book(visit, desk)
        return _page(visit, book, _named(visit, book, writing(book)).text, [])


def save(visit: Visit) -> Response:
    """Keep it in the draft."""
    name, given = str(visit.request.path_params["name"]), " ".join(visit.form.get("text", "").split())
    if visit.form.get("do") == "plain":
        return _again(visit, to_gsm7(given), ["Not saved yet."])
    try:
        book = keeping.edit(
            visit,
            lambda document: change_value(document, ("texts", name), given),
            lambda problem: without_line(problem).startswith((f"texts, {name}:", f"texts: {name} ")),
        )
    except NotSaved as error:
        return _again(visit, given, [without_line(problem) for problem in error.problems], error.status)
    return RedirectResponse(f"{book.address}/texts#{name}", 303)


def title_of(name: str) -> str:
    """Return what a page calls a reply."""
    return name.replace("_", " ").capitalize()


def _again(visit: Visit, given: str, problems: list[str], status: int = 200) -> Response:
    with visit.reading() as desk:
        return _page(visit, open_book(visit, desk), given, problems, status)


def _page(visit: Visit, book: Book, given: str, problems: list[str], status: int = 200) -> Response:
    with visit.reading() as desk:
        numbers = practice_of(desk.clinic, visit.now).numbers
    wording = _named(visit, book, writing(book), numbers)
    return visit.render(
        "timelines/wording.html", status, book=book, wording=wording, typed=given, problems=problems, longest=LONGEST,
        placeholders={name: numbers[name] for name in PLACEHOLDERS},
    )  # fmt: skip


def _groups(book: Book, timeline: Timeline, numbers: Mapping[str, str]) -> list[tuple[str, list[Wording]]]:
    left, groups = list(timeline.texts), []
    for heading, beginnings in HEADINGS:
        names = [name for name in left if name.startswith(beginnings)]
        left = [name for name in left if name not in names]
        groups.append((heading, [_wording(book, timeline, name, numbers) for name in names]))
    return groups


def _named(visit: Visit, book: Book, timeline: Timeline, numbers: Mapping[str, str] | None = None) -> Wording:
    name = str(visit.request.path_params["name"])
    if name not in timeline.texts:
        raise NotFound("There is no such text.")
    return _wording(book, timeline, name, numbers or {})


def _wording(book: Book, timeline: Timeline, name: str, numbers: Mapping[str, str]) -> Wording:
    text = timeline.texts[name]
    said = heard(text, numbers)
    is_changed = book.published is not None and book.published.texts.get(name) != text
    return Wording(name, title_of(name), text, said, segments(said), is_changed, _used(timeline, name))


def _used(timeline: Timeline, name: str) -> int:
    rows = [row.outcome.reply for step in timeline.steps for row in step.escalations]
    further = [outcome.reply for each in timeline.follow_ups.values() for outcome in each.outcomes.values()]
    return [*rows, *further, timeline.rising.outcome.reply].count(name)
