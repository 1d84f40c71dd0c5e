"""Saving a changed document as the clinic's draft, and what is told when somebody else was faster."""

from typing import Any

from bot import drafts
from bot.drafts import DraftConflict
from bot.models import Draft
from bot.web.console.books import Book
from bot.web.console.desk import Desk
from bot.web.console.visit import Visit
from bot.web.forms import whole_number

GONE = "The draft was published or discarded since you opened it. Nothing of yours was saved."


def seen_revision(visit: Visit) -> int:
    """Return the revision that the form was made from; 0 where there was no draft yet."""
    return whole_number(visit.form.get("revision", ""))


def keep(visit: Visit, desk: Desk, book: Book[Any], document: str) -> None:
    """Save `document` as the draft, which is begun with it where there was none. DraftConflict when somebody was faster."""
    seen, who = seen_revision(visit), {"actor": desk.staff.email, "now": desk.now}
    draft = book.draft
    if draft is None:
        if seen:
            raise DraftConflict(GONE)
        draft, seen = drafts.open(desk.session, book.procedure, book.kind, **who), 1
    drafts.save(desk.session, draft, document, seen_revision=seen, **who)


def draft_of(book: Book[Any]) -> Draft:
    """Return the draft that a form is about. DraftConflict when there is none any more."""
    if book.draft is None:
        raise DraftConflict(GONE)
    return book.draft
