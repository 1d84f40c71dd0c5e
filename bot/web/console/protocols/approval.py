"""From draft to published: the last look, the name of who answers for it; or the draft thrown away."""

from starlette.responses import RedirectResponse, Response

from bot import drafts, publishing, recent_questions
from bot.drafts import DraftConflict
from bot.errors import InputError
from bot.web.console.keeping import draft_of, seen_revision
from bot.web.console.protocols.book import open_book, writing
from bot.web.console.protocols.diff import sections
from bot.web.console.visit import Visit


def show(visit: Visit) -> Response:
    """The form in which somebody approves the draft by name."""
    return _page(visit)


def publish(visit: Visit) -> Response:
    """Make the draft what patients are told from now on."""
    try:
        with visit.changing() as desk:
            book = open_book(desk, visit.request.path_params["procedure"])
            version = publishing.publish(
                desk.session,
                draft_of(book),
                seen_revision=seen_revision(visit),
                approver=visit.form.get("approver", ""),
                note=visit.form.get("note", ""),
                actor=desk.staff.email,
                now=desk.now,
            )
    except publishing.NotReady as error:
        return _page(visit, 400, error.problems)
    except (DraftConflict, publishing.PublishedMeanwhile) as error:
        return _page(visit, 409, [str(error)])
    except InputError as error:
        return _page(visit, 400, [str(error)])
    return RedirectResponse(f"{book.address}?published={version.number}", 303)


def discard(visit: Visit) -> Response:
    """Throw the draft away, unless somebody saved it since the page was read."""
    with visit.changing() as desk:
        book = open_book(desk, visit.request.path_params["procedure"])
        who = {"actor": desk.staff.email, "now": desk.now}
        drafts.discard(desk.session, draft_of(book), seen_revision=seen_revision(visit), **who)
    return RedirectResponse(book.address, 303)


def _page(visit: Visit, status: int = 200, problems: list[str] | None = None) -> Response:
    with visit.reading() as desk:
        book = open_book(desk, visit.request.path_params["procedure"])
        if book.draft is None:
            raise InputError("There is no draft to publish." if not problems else problems[0])
        protocol = writing(book)
        recent = recent_questions.changed_answers(desk.session, book.procedure, book.before, protocol, desk.now)
        typed = {name: visit.form.get(name, "") for name in ("approver", "note")}
        return visit.render(
            "protocols/publish.html", status, book=book, sections=sections(book.before, protocol), recent=recent, typed=typed,
            problems=problems or [], longest_note=publishing.LONGEST_NOTE,
        )  # fmt: skip
