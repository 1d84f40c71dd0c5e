"""From draft to published: for new sessions only or for running ones too, seen first, approved by name; or thrown away."""

from starlette.responses import RedirectResponse, Response

from bot import drafts, publishing, republishing, timeline_publishing
from bot.drafts import DraftConflict
from bot.errors import InputError
from bot.sessions import SEND, SKIP, Choices
from bot.web.console.keeping import draft_of, seen_revision
from bot.web.console.timelines.book import open_book, writing
from bot.web.console.timelines.diff import sections
from bot.web.console.timelines.running import KINDS, rows_of
from bot.web.console.visit import Visit

#: The two choices of the form.
NEW, RUNNING = "new", "running"


def show(visit: Visit) -> Response:
    """The form, with what the draft would do to each running patient. It names patients, so each look is recorded."""
    return _page(visit)


def publish(visit: Visit) -> Response:
    """Make the draft what sessions are planned by from now on."""
    also_running = visit.form.get("whom") == RUNNING
    try:
        with visit.changing() as desk:
            book = open_book(visit, desk)
            done = timeline_publishing.publish(
                desk.session,
                draft_of(book),
                also_running=also_running,
                seen_revision=seen_revision(visit),
                approver=visit.form.get("approver", ""),
                note=visit.form.get("note", ""),
                actor=desk.staff.email,
                now=desk.now,
                staff_id=desk.staff.id,
                choices=choices(visit),
            )
    except publishing.NotReady as error:
        return _page(visit, 400, error.problems)
    except (DraftConflict, publishing.PublishedMeanwhile) as error:
        return _page(visit, 409, [str(error)])
    except InputError as error:
        return _page(visit, 400, [str(error)])
    carried = f"&carried={len(done.effect.sessions)}" if done.effect else ""
    return RedirectResponse(f"{book.address}?published={done.version.number}{carried}", 303)


def discard(visit: Visit) -> Response:
    """Throw the draft away, unless somebody saved it since the page was read."""
    with visit.changing() as desk:
        book = open_book(visit, desk)
        who = {"actor": desk.staff.email, "now": desk.now}
        drafts.discard(desk.session, draft_of(book), seen_revision=seen_revision(visit), **who)
    return RedirectResponse(book.address, 303)


def choices(visit: Visit) -> Choices:
    """Return what was chosen for check-ins that would be due already."""
    return Choices(usual=SKIP if visit.form.get("late") == SKIP else SEND)


def _page(visit: Visit, status: int = 200, problems: list[str] | None = None) -> Response:
    with visit.reading() as desk:
        book = open_book(visit, desk)
        if book.draft is None:
            raise InputError("There is no draft to publish." if not problems else problems[0])
        typed = {name: visit.form.get(name, "") for name in ("approver", "note", "whom", "late")}
        effect = None
        if book.is_sound:
            effect = republishing.effect(desk.session, book.procedure, writing(book), now=desk.now, choices=choices(visit))
        content = {
            "sections": sections(book.published, writing(book)) if book.is_sound and book.published else [],
            "effect": effect,
            "rows": rows_of(effect, writing(book)) if effect else [],
        }
    if effect:
        visit.note("timeline.running", f"procedure:{book.procedure.id}", patients=effect.patients())
    return visit.render(
        "timelines/publish.html", status, book=book, typed=typed, problems=problems or [], kinds=KINDS,
        longest_note=publishing.LONGEST_NOTE, **content,
    )  # fmt: skip
