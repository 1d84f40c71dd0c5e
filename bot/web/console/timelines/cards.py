"""A whole timeline to read, or to choose a step to edit from: a line of days and a card for each check-in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from bot.checkins import Question, Step, Timeline
from bot.checkins.bad_answers import BadAnswer, bad_answers
from bot.checkins.comparing import changes, condition_words, placed
from bot.checkins.previewing import filled
from bot.sms_text import segments
from bot.web.console.books import version_of
from bot.web.console.timelines.book import Book, open_book, practice_of, read, writing
from bot.web.console.timelines.keeping import without_line
from bot.web.console.timelines.line import HOUR, day_of, hours_of, line_of
from bot.web.console.timelines.names import name_of
from bot.web.console.visit import Visit
from bot.web.forms import whole_number

KINDS = {"score": "a score", "choice": "a number", "yes_no": "yes or no", "danger": "yes or no", "trend": "better, same or worse"}


@dataclass(frozen=True)
class Asked:
    """One question of a card, in words."""

    name: str
    #: "a score from 0 to 10; 0 to 6 is as expected".
    scale: str


@dataclass(frozen=True)
class Card:
    """One check-in as the page shows it."""

    step: Step
    name: str
    #: "Day 3", where a new day begins; "" on a later card of it.
    day: str
    when: str
    #: Whom it is for, its own times, its expiry: each in words.
    facts: list[str]
    text: str
    segments: int
    asked: list[Asked]
    bad: list[BadAnswer]
    problems: list[str]
    is_changed: bool


def show(visit: Visit) -> Response:
    """What is published; an older version by its number in the address."""
    with visit.reading() as desk:
        book = open_book(visit, desk)
        version, timeline = book.version, book.published
        if number := visit.query("version"):
            version = version_of(desk, book, number)
            timeline = read(version.document)[0]
        numbers = practice_of(desk.clinic, visit.now).numbers
        shown = cards(timeline, numbers) if timeline else []
        return _page(visit, book, timeline, shown, numbers, editing=False, version=version)


def choose(visit: Visit) -> Response:
    """What is being written: each card leads to its form; changed ones are marked."""
    with visit.reading() as desk:
        book = open_book(visit, desk)
        timeline = writing(book)
        numbers = practice_of(desk.clinic, visit.now).numbers
        changed = {each.step for each in changes(book.published, timeline)} if book.published else set()
        shown = cards(timeline, numbers, book.problems, changed)
        return _page(visit, book, timeline, shown, numbers, editing=True, version=book.version)


def _page(
    visit: Visit, book: Book, timeline: Timeline | None, shown: list[Card], numbers: Mapping[str, str], **values: Any
) -> Response:
    always = [each for each in _bad(timeline, numbers) if not each.step] if timeline else []
    line = line_of(timeline) if timeline else None
    done = {name: whole_number(visit.query(name)) for name in ("published", "carried")}
    content: dict[str, Any] = {"cards": shown, "line": line, "always": always, "timeline": timeline, "done": done}
    content["saved"] = visit.query("saved")
    return visit.render("timelines/contents.html", book=book, hour=HOUR, **content, **values)


def cards(
    timeline: Timeline, numbers: Mapping[str, str], problems: list[str] | None = None, changed: set[str] | None = None
) -> list[Card]:
    """Return a card for each step, in their order."""
    bad = _bad(timeline, numbers)
    found: list[Card] = []
    days: list[str] = []
    for step in timeline.steps:
        hours = hours_of(timeline, step)
        days.append(day_of(hours) if hours is not None else "")
        text = heard(step.text, numbers)
        mine = [without_line(each) for each in problems or [] if is_about(each, step.slug)]
        found.append(
            Card(
                step=step,
                name=name_of(timeline, step.slug),
                day=days[-1] if days[-1] != (days[-2:-1] or [""])[0] else "",
                when=placed(step),
                facts=_facts(step),
                text=text,
                segments=segments(text),
                asked=[asked_of(question) for question in step.questions],
                bad=[each for each in bad if each.step == step.slug],
                problems=mine,
                is_changed=step.slug in (changed or ()),
            )
        )
    return found


def heard(text: str, numbers: Mapping[str, str]) -> str:
    """Return a text as a phone shows it; as it is written where its braces do not match, which is told as a problem."""
    try:
        return filled(text, numbers)
    except (ValueError, KeyError, IndexError, AttributeError):
        return text


def _bad(timeline: Timeline, numbers: Mapping[str, str]) -> list[BadAnswer]:
    try:
        return bad_answers(timeline, numbers)
    except (ValueError, KeyError, IndexError):  # a draft may speak of texts that are not there: its problems say so
        return []


def is_about(problem: str, slug: str) -> bool:
    """Return whether a problem is about this step."""
    words = without_line(problem)
    return words.startswith((f"step {slug}:", f"step {slug},"))


def asked_of(question: Question) -> Asked:
    """Return a question with its scale in words."""
    kind = KINDS.get(question.kind, question.kind)
    scale = f"{kind} from {question.low} to {question.high}" if question.numeric else kind
    expected = " or ".join(str(value) for value in question.expect)
    if question.numeric and len(question.expect) > 1:
        expected = f"{question.expect[0]} to {question.expect[-1]}"
    return Asked(question.id.replace("_", " "), f"{scale}; {expected} is as expected" if expected else scale)


def _facts(step: Step) -> list[str]:
    facts = [condition_words(step)] if step.is_conditional else []
    if step.between:
        facts.append(f"between {step.between[0]:%H:%M} and {step.between[1]:%H:%M}")
    facts.append(f"worth sending for {step.lifetime // HOUR} h")
    if step.review_after:
        facts.append(f"still silent {step.review_after // HOUR} h later: a case for review")
    return facts
