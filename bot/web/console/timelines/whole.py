"""The whole timeline as its document: what a form does not reach, with what is wrong told by line."""

from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from bot.web.console.timelines.book import open_book
from bot.web.console.timelines.keeping import NotSaved, edit, without_line
from bot.web.console.visit import Visit


@dataclass(frozen=True)
class Slip:
    """One problem, with the line that it is on; 0 where it has none."""

    line: int
    words: str


def show(visit: Visit) -> Response:
    """The document as it is: also the place to mend a draft that no form can read."""
    with visit.reading() as desk:
        book = open_book(visit, desk)
        return visit.render("timelines/document.html", book=book, document=book.document, slips=_slips(book.problems), said="")


def save(visit: Visit) -> Response:
    """Keep the document as the draft, if nothing is wrong with it; what was typed stays on the page otherwise."""
    given = visit.form.get("document", "").replace("\r\n", "\n")
    try:
        book = edit(visit, lambda _document: given if given.endswith("\n") else f"{given}\n")
    except NotSaved as error:
        with visit.reading() as desk:
            told = error.problems[0] if error.status == 409 else ""
            slips = [] if told else _slips(error.problems)
            content = {"book": open_book(visit, desk), "document": given, "slips": slips, "said": told}
            return visit.render("timelines/document.html", error.status, **content)
    return RedirectResponse(f"{book.address}/edit?saved=document", 303)


def _slips(problems: list[str]) -> list[Slip]:
    return [Slip(_line(problem), without_line(problem)) for problem in problems]


def _line(problem: str) -> int:
    words = without_line(problem)
    return 0 if words == problem else int(problem.removesuffix(words).strip(": ").removeprefix("line "))
