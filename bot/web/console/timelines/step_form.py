"""One step in a form: its text on a phone, when and for whom it is sent, what a bad answer raises."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import RedirectResponse, Response

from bot.checkins import Step
from bot.checkins.checking import STEP_PLACEHOLDERS
from bot.checkins.editing import change_rows, change_step, change_value, copy_step, remove_step, step_values
from bot.checkins.timeline import Timeline
from bot.errors import InputError, NotFound
from bot.levels import LEVELS
from bot.sms_text import to_gsm7
from bot.web.console.timelines import typed
from bot.web.console.timelines.book import Book, open_book, practice_of, writing
from bot.web.console.timelines.cards import asked_of, cards, heard, is_about
from bot.web.console.timelines.keeping import NotSaved, edit, without_line
from bot.web.console.timelines.names import name_of
from bot.web.console.visit import Visit

RULES = {"crowded_hours": "Too close", "quiet_hours": "Quiet time"}
LEVEL_WORDS = {"none": "Nobody yet", "review": "Review: staff look at it", "urgent": "Urgent: staff are called"}


def show(visit: Visit) -> Response:
    """The form as the document has it."""
    with visit.reading() as desk:
        book = open_book(visit, desk)
        values = _values(book, _slug(visit))
        mine = [without_line(problem) for problem in book.problems if is_about(problem, _slug(visit))]
        return _page(visit, book, typed.of_values(values), mine, is_known=True)


def save(visit: Visit) -> Response:
    """Keep what was typed in the draft; the step takes its place among the others by its hours."""
    with visit.reading() as desk:
        book = open_book(visit, desk)
        values = _values(book, _slug(visit))
    form = typed.of_form(visit.form, values)
    if visit.form.get("do") == "plain":
        return _again(visit, typed.of_form({**visit.form, "text": to_gsm7(form.text)}, values), ["Not saved yet."])
    fields, problems = typed.meant(form)
    rows, more = typed.rows_meant(form, values)
    if problems or more:
        return _again(visit, form, [*problems, *more], 400)
    wanted = typed.differing(fields, values)

    def change(document: str) -> str:
        return change_step(change_rows(document, _slug(visit), rows), _slug(visit), wanted)

    try:
        book = edit(visit, change, lambda problem: is_about(problem, _slug(visit)))
    except NotSaved as error:
        return _again(visit, form, [without_line(problem) for problem in error.problems], error.status)
    return RedirectResponse(f"{book.address}/edit?saved={_slug(visit)}#step-{_slug(visit)}", 303)


def copy(visit: Visit) -> Response:
    """Add a step that begins as a copy of this one."""
    slug, hours = visit.form.get("slug", "").strip(), visit.form.get("offset_hours", "").strip()
    if not hours.isdecimal() or len(hours) > 5:
        raise InputError("Hours after the session must be a whole number, 1 or more.")
    return _changed(visit, lambda document: copy_step(document, _slug(visit), slug, int(hours)), slug)


def remove(visit: Visit) -> Response:
    """Take the step out of the draft; what others say of it is told where it no longer holds."""
    return _changed(visit, lambda document: remove_step(document, _slug(visit)), "")


def save_rules(visit: Visit) -> Response:
    """Keep what holds for all check-ins: what is too close, and the quiet time."""
    given = {name: visit.form.get(name, "").strip() for name in RULES}
    for name, label in RULES.items():
        if not given[name].isdecimal() or len(given[name]) > 3:
            raise InputError(f"{label} must be a whole number of hours.")

    def change(document: str) -> str:
        for name, hours in given.items():
            document = change_value(document, (name,), int(hours))
        return document

    return _changed(visit, change, "")


def _changed(visit: Visit, change: Any, slug: str) -> Response:
    """Carry a small change out; what stands against it is told on a page of its own."""
    try:
        book = edit(visit, change, lambda problem: bool(slug) and is_about(problem, slug))
    except NotSaved as error:
        raise InputError(". ".join(without_line(problem) for problem in error.problems)) from error
    return RedirectResponse(f"{book.address}/edit" + (f"?saved={slug}#step-{slug}" if slug else ""), 303)


def _again(visit: Visit, form: typed.TypedStep, problems: Sequence[str], status: int = 200) -> Response:
    with visit.reading() as desk:
        return _page(visit, open_book(visit, desk), form, problems, status)


def _page(
    visit: Visit, book: Book, form: typed.TypedStep, problems: Sequence[str], status: int = 200, is_known: bool = False
) -> Response:
    timeline = writing(book)
    slug = _slug(visit)
    step = _step(timeline, slug)
    with visit.reading() as desk:
        numbers = practice_of(desk.clinic, visit.now).numbers
    card = next(each for each in cards(timeline, numbers) if each.step.slug == slug)
    others = [(each.slug, name_of(timeline, each.slug)) for each in timeline.steps if each.slug != slug]
    return visit.render(
        "timelines/step.html", status, book=book, step=step, card=card, form=form, problems=problems, is_known=is_known,
        heard=heard(form.text, numbers), others=others, asked=[asked_of(question) for question in step.questions],
        conditions=_rows(form), choices=typed.choices(timeline, slug), operators=typed.OPERATORS, levels=_levels(),
        rows=_table(book, slug, card.bad, form), placeholders={name: numbers[name] for name in STEP_PLACEHOLDERS},
        window=_window(visit),
    )  # fmt: skip


def _window(visit: Visit) -> tuple[str, str]:
    """Return the clinic's own times for check-ins in words."""
    clinic = visit.staff.clinic
    return f"{clinic.window_start:%H:%M}", f"{clinic.window_end:%H:%M}"


def _rows(form: typed.TypedStep) -> list[typed.Condition]:
    """Return the conditions with two free lines below, as many as the form holds."""
    return [*form.conditions, typed.Condition(), typed.Condition()][: typed.MOST_CONDITIONS]


def _table(book: Book, slug: str, bad: Sequence[Any], form: typed.TypedStep) -> list[tuple[Any, typed.Raised, Any]]:
    """Return each row of the step's table: what it is about, what is typed, what the document has."""
    written = _values(book, slug).get("escalations", ())
    return list(zip(bad, form.raised, written, strict=False))


def _levels() -> dict[str, str]:
    return {level: LEVEL_WORDS[level] for level in LEVELS if level in LEVEL_WORDS}


def _slug(visit: Visit) -> str:
    return str(visit.request.path_params["slug"])


def _step(timeline: Timeline, slug: str) -> Step:
    try:
        return timeline.step(slug)
    except KeyError:
        raise NotFound("There is no such step in this timeline.") from None


def _values(book: Book, slug: str) -> dict[str, Any]:
    _step(writing(book), slug)
    return step_values(book.document, slug)
