"""The addresses of the inbox and of cases, and who may come there."""

from starlette.routing import BaseRoute

from bot.web.console import canned_page, case, events, hand_over, handling, inbox, judging, photos
from bot.web.console.routing import GET, POST, route
from bot.web.console.visit import change, page

CASE = "/console/cases/{case_id:int}"


def routes() -> list[BaseRoute]:
    """Return them."""
    return [
        route("/console", page(inbox.show), GET),
        route("/console/inbox/live", page(inbox.live), GET),
        route("/console/inbox/events", page(events.stream), GET),
        route("/console/inbox/search", page(inbox.search), POST),
        route("/console/hand-over", page(hand_over.show), GET),
        route(CASE, page(case.show), GET),
        route(f"{CASE}/live", page(case.live), GET),
        route(f"{CASE}/reply", change(case.reply, "cases.answer"), POST),
        route(f"{CASE}/call-back", change(case.call_back, "cases.answer"), POST),
        route(f"{CASE}/acknowledge", change(case.acknowledge, "cases.answer"), POST),
        route(f"{CASE}/resolve", change(case.resolve, "cases.answer"), POST),
        route(f"{CASE}/assign", change(handling.assign, "cases.answer"), POST),
        route(f"{CASE}/snooze", change(handling.snooze, "cases.answer"), POST),
        route(f"{CASE}/unsnooze", change(handling.unsnooze, "cases.answer"), POST),
        route(f"{CASE}/merge", change(handling.merge, "cases.answer"), POST),
        route(f"{CASE}/notes", change(handling.add_note, "cases.answer"), POST),
        route("/console/photos/{photo_id:int}", page(photos.show), GET, **photos.FRAME),
        route("/console/canned", page(canned_page.show, "canned.look"), GET),
        route("/console/canned", change(canned_page.add, "canned.change"), POST),
        route("/console/canned/{reply_id:int}", change(canned_page.change, "canned.change"), POST),
        route("/console/patients/{patient_id:int}/judge", change(judging.judge, "cases.judge"), POST),
    ]
