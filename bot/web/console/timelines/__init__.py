"""Timelines in the console: read on a line of days, edited as a draft, seen on a calendar, compared, published, restored."""

from starlette.routing import BaseRoute

from bot.web.console.routing import GET, POST, route
from bot.web.console.timelines import (
    approval,
    cards,
    diff,
    history,
    preview,
    running,
    shelf,
    step_form,
    whole,
    wordings,
)
from bot.web.console.visit import change, page

#: Who may do which: see bot/rights.py.
LOOK, EDIT, PUBLISH = "timelines.look", "timelines.edit", "timelines.publish"
BOOK = "/console/timelines/{procedure}"
STEP = f"{BOOK}/edit/steps/{{slug}}"


def routes() -> list[BaseRoute]:
    """Return the routes of these pages."""
    return [
        route("/console/timelines", page(shelf.show, LOOK), GET),
        route(BOOK, page(cards.show, LOOK), GET),
        route(f"{BOOK}/edit", page(cards.choose, EDIT), GET),
        route(f"{BOOK}/edit/rules", change(step_form.save_rules, EDIT), POST),
        route(STEP, page(step_form.show, EDIT), GET),
        route(STEP, change(step_form.save, EDIT), POST),
        route(f"{STEP}/copy", change(step_form.copy, EDIT), POST),
        route(f"{STEP}/remove", change(step_form.remove, EDIT), POST),
        route(f"{BOOK}/texts", page(wordings.show, LOOK), GET),
        route(f"{BOOK}/texts/{{name}}", page(wordings.edit, EDIT), GET),
        route(f"{BOOK}/texts/{{name}}", change(wordings.save, EDIT), POST),
        route(f"{BOOK}/document", page(whole.show, EDIT), GET),
        route(f"{BOOK}/document", change(whole.save, EDIT), POST),
        route(f"{BOOK}/preview", page(preview.show, LOOK), GET),
        route(f"{BOOK}/diff", page(diff.show, LOOK), GET),
        route(f"{BOOK}/diff", change(diff.build_on, EDIT), POST),
        route(f"{BOOK}/publish", page(approval.show, PUBLISH), GET),
        route(f"{BOOK}/publish", change(approval.publish, PUBLISH), POST),
        route(f"{BOOK}/discard", change(approval.discard, EDIT), POST),
        route(f"{BOOK}/running", page(running.show, PUBLISH), GET),
        route(f"{BOOK}/running", change(running.carry_over, PUBLISH), POST),
        route(f"{BOOK}/versions", page(history.show, LOOK), GET),
        route(f"{BOOK}/versions/{{number:int}}/restore", change(history.restore, EDIT), POST),
    ]
