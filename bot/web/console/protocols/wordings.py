"""Texts that belong to no topic: what is said in an emergency, to a slip-up, when nothing was understood; and questions."""

from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from bot.drafts import DraftConflict
from bot.errors import NotFound
from bot.protocols import Protocol, to_yaml
from bot.protocols.comparing import QUESTION, TEXT
from bot.protocols.editing import with_wording, wording_problems, wordings
from bot.protocols.general_texts import GENERAL_TEXTS, GeneralText
from bot.protocols.vocabulary import TEXT_PLACEHOLDERS
from bot.protocols.wording import QUESTION_SEPTETS, filled
from bot.sms_text import segments, to_gsm7
from bot.web.console.desk import Desk
from bot.web.console.keeping import keep
from bot.web.console.protocols.book import Book, open_book, writing
from bot.web.console.visit import Visit

#: Headings, and how the names of the texts under them begin; the first that fits counts.
HEADINGS = (
    ("Danger", ("emergency", "urgent", "is_this_you", "distress")),
    ("A person will look", ("review", "waiting", "complaint", "human", "photo")),
    ("To someone who has done it already", ("slip",)),
    ("Sessions", ("no_session", "session", "two_sessions", "procedure")),
    ("Not understood", ("not_understood", "number_about", "out_of_scope", "someone_else", "nothing_readable", "other_language")),
    ("Opting out and help", ("opt", "help", "wrong_number")),
    ("The desk and small talk", ("",)),
)
LANGUAGES = {"_es": " (Spanish)", "_ar": " (Arabic)"}
LONGEST = 2000


@dataclass(frozen=True)
class Wording:
    """One text or question as a page shows it."""

    kind: str
    name: str
    title: str
    text: str
    #: With sample values in place of its placeholders.
    said: str
    segments: int
    changed: bool
    rule: GeneralText


def show(visit: Visit) -> Response:
    """All of them, as the draft has them, or as published where there is none."""
    with visit.reading() as desk:
        book = open_book(desk, visit.request.path_params["procedure"])
        protocol = writing(book)
        groups = [("Questions asked", [_wording(book, QUESTION, name) for name in protocol.questions]), *_texts(book)]
        return visit.render("protocols/wordings.html", book=book, groups=groups)


def edit(visit: Visit) -> Response:
    """One of them in a form."""
    with visit.reading() as desk:
        book = _book(visit, desk)
        return _page(visit, book, _named(visit, book).text)


def save(visit: Visit) -> Response:
    """Keep it in the draft."""
    given = " ".join(visit.form.get("text", "").split())
    with visit.reading() as desk:
        book = _book(visit, desk)
        wording = _named(visit, book)
    if visit.form.get("do") == "plain":
        return _page(visit, book, to_gsm7(given), ["Not saved yet."])
    problems = wording_problems(wording.kind, wording.name, given)
    if problems:
        return _page(visit, book, given, problems, 400)
    try:
        with visit.changing() as desk:
            book = _book(visit, desk)
            new = with_wording(writing(book), wording.kind, wording.name, given)
            if new != writing(book):
                keep(visit, desk, book, to_yaml(new))
    except DraftConflict as conflict:
        with visit.reading() as desk:
            return _page(visit, _book(visit, desk), given, [str(conflict)], 409)
    return RedirectResponse(f"{book.address}/texts#{wording.kind}-{wording.name}", 303)


def title_of(kind: str, name: str) -> str:
    """Return what a page calls a text or a question."""
    for ending, language in LANGUAGES.items():
        if kind == TEXT and name.endswith(ending):
            return title_of(kind, name.removesuffix(ending)) + language
    return name.replace("_", " ").capitalize()


def _page(visit: Visit, book: Book, typed: str, problems: list[str] | None = None, status: int = 200) -> Response:
    wording = _named(visit, book)
    longest = {name: TEXT_PLACEHOLDERS[name] for name in wording.rule.required | wording.rule.optional}
    return visit.render(
        "protocols/wording.html", status, book=book, wording=wording, typed=typed, problems=problems or [], longest=longest
    )


def _texts(book: Book) -> list[tuple[str, list[Wording]]]:
    left, groups = list(writing(book).texts), []
    for heading, beginnings in HEADINGS:
        names = [name for name in left if name.startswith(beginnings)]
        left = [name for name in left if name not in names]
        groups.append((heading, [_wording(book, TEXT, name) for name in names]))
    return groups


def _wording(book: Book, kind: str, name: str) -> Wording:
    text = wordings(writing(book), kind)[name]
    said = filled(text, TEXT_PLACEHOLDERS)
    changed = wordings(book.before, kind).get(name) != text
    rule = GENERAL_TEXTS[name] if kind == TEXT else GeneralText(segments=1, septets=QUESTION_SEPTETS)
    return Wording(kind, name, title_of(kind, name), text, said, segments(said), changed, rule)


def _book(visit: Visit, desk: Desk) -> Book:
    book = open_book(desk, visit.request.path_params["procedure"])
    _named(visit, book)
    return book


def _named(visit: Visit, book: Book) -> Wording:
    kind, name = visit.request.path_params["kind"], visit.request.path_params["name"]
    protocol: Protocol = writing(book)
    if kind not in (QUESTION, TEXT) or name not in wordings(protocol, kind):
        raise NotFound("There is no such text.")
    return _wording(book, kind, name)
