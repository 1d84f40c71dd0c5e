"""The calendar: every text that a sample patient would get, where the days and nights of a clinic put it, and what it costs."""

from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation
from functools import partial
from itertools import groupby

from starlette.responses import Response

from bot.checkins import Timeline, parse_timeline
from bot.checkins.bad_answers import bad_answers
from bot.checkins.previewing import SENT, Entry, Preview, preview
from bot.checkins.samples import Practice, Sample, samples
from bot.errors import InputError
from bot.web.console.books import version_of
from bot.web.console.desk import Desk
from bot.web.console.timelines.book import Book, open_book, practice_of, writing
from bot.web.console.timelines.names import name_of
from bot.web.console.visit import Visit
from bot.zones import zone

#: Only to reckon with until somebody types what their carrier takes.
PRICE = "0.05"
DEAREST = Decimal("10")
OWN = "own"


def show(visit: Visit) -> Response:
    """One sample patient's calendar, of the draft or of what is published."""
    with visit.reading() as desk:
        book = open_book(visit, desk)
        timeline, words = _wanted(visit, desk, book)
        practice = practice_of(desk.clinic, visit.now)
    people = samples(practice, visit.now)
    chosen = _chosen(visit, people, practice)
    shown = preview(timeline, chosen, practice, price=_price(visit))
    # An answer on a Friday night is promised something else than one now: promised as to the patient of this page.
    first = min((entry.at for entry in shown.entries if entry.state == SENT), default=visit.now)
    told = bad_answers(timeline, practice_of(visit.staff.clinic, first).numbers)
    bad = [(slug, list(group)) for slug, group in groupby(told, key=lambda each: each.step)]
    return visit.render(
        "timelines/preview.html", book=book, words=words, people=people, chosen=chosen, shown=shown, bad=bad,
        price=visit.query("price") or PRICE, step_name=partial(name_of, timeline), typed=_typed(visit, practice), at=_at_words,
        lived=_lived(shown), number=visit.query("version"),
    )  # fmt: skip


def _wanted(visit: Visit, desk: Desk, book: Book) -> tuple[Timeline, str]:
    """Return the timeline to look at, and what it is called: an older version by its number, the draft, what is published."""
    if number := visit.query("version"):
        version = version_of(desk, book, number)
        return parse_timeline(version.document), f"version {version.number}"
    if book.draft is not None and book.problems:
        raise InputError(f"The draft cannot be previewed before it is mended: {book.problems[0]}")
    return writing(book), "the draft" if book.draft else f"version {book.version.number}" if book.version else "the default"


def _chosen(visit: Visit, people: list[Sample], practice: Practice) -> Sample:
    wanted = visit.query("who") or people[0].key
    if wanted == OWN:
        return _own(visit, practice)
    return next((each for each in people if each.key == wanted), people[0])


def _own(visit: Visit, practice: Practice) -> Sample:
    """Return the patient whom somebody described: when the session ended on that patient's clock, and where they live."""
    typed = _typed(visit, practice)
    place = zone(typed["zone"])
    try:
        ended = datetime.fromisoformat(typed["ended"])
    except ValueError:
        raise InputError(f"{typed['ended']!r} is not a day and time: write it as 2026-03-05T14:00.") from None
    moment = (ended if ended.tzinfo else ended.replace(tzinfo=place)).astimezone(timezone.utc)
    if not 1900 < moment.year < 2200:
        raise InputError("That session is too far away to be planned.")
    return Sample(OWN, "Your own example", f"lives by the clock of {place.key}", moment, place)


def _typed(visit: Visit, practice: Practice) -> dict[str, str]:
    today = visit.now.astimezone(practice.zone)
    return {
        "ended": visit.query("ended") or f"{today:%Y-%m-%d}T14:00",
        "zone": visit.query("zone").strip() or practice.zone.key,
    }


def _price(visit: Visit) -> Decimal:
    given = (visit.query("price") or PRICE).strip().replace(",", ".")
    try:
        price = Decimal(given)
    except InvalidOperation:
        price = Decimal(-1)
    if not price.is_finite() or not 0 <= price <= DEAREST:
        raise InputError(f"The price of a segment must be a number from 0 to {DEAREST}.")
    return price


def _at_words(moment: datetime) -> str:
    """Return a local time as a calendar writes it: "Wed 25 Nov, 09:00"."""
    return f"{moment:%a} {moment.day} {moment:%b}, {moment:%H:%M}"


def _lived(shown: Preview) -> list[Entry]:
    """Return the texts in the order in which they would come."""
    return sorted(shown.entries, key=lambda entry: entry.at)
