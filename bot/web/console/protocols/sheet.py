"""The form of one topic as the page draws it: its strip, its windows with what a patient hears, sizes and problems."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from bot.protocols import Protocol, Subject, ranges, typed
from bot.protocols.editing import shared_boundaries, with_subject
from bot.protocols.general_texts import SLIPS
from bot.protocols.previewing import Sample, heard
from bot.protocols.vocabulary import WINDOW_LEVELS, WINDOW_PLACEHOLDERS
from bot.protocols.wording import ALARM_SEPTETS, SHORT_SEPTETS, TEXT_SEPTETS, filled
from bot.protocols.writing import hours_said
from bot.sms_text import is_gsm7, segments, septets
from bot.web.console.protocols.book import Book
from bot.web.console.protocols.groups import name_of
from bot.web.console.protocols.strips import Strip, span, strip, ticks, verdict_words

LEVELS = {"none": "No", "review": "Review: staff look at it", "urgent": "Urgent: staff are called"}
FIELDS = {
    "start": "from", "end": "until", "verdict": "verdict", "level": "staff", "ask": "question", "source": "source",
    "text": "answer", "short": "short answer", "words": "name in replies", "slip": "words to a slip-up",
}  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How long a text is once its times are said in their longest form, and how long it may be."""

    used: int
    limit: int
    segments: int
    is_plain: bool

    @property
    def is_over(self) -> bool:
        """Whether it cannot be saved like this."""
        return self.used > self.limit or not self.is_plain


@dataclass(frozen=True)
class TypedRow:
    """One window of the form."""

    number: int
    typed: typed.TypedWindow
    #: Its time in words: "0 h to 24 h"; as typed where it cannot be read.
    span: str
    #: When the patient asks who hears it.
    asked_at: str
    heard: str
    size: Size
    short_size: Size
    problems: list[str]


@dataclass(frozen=True)
class Related:
    """Another topic with the same first part."""

    title: str
    name: str
    strip: Strip


@dataclass(frozen=True)
class Trouble:
    """One problem as the list above the form shows it."""

    #: The id of the field to jump to.
    anchor: str
    words: str


def sample(now: datetime) -> Sample:
    """Return the patient whose phone the form shows: treated at ten, in a zone without summer time, as the script reckons."""
    return Sample(now.astimezone(timezone.utc).replace(hour=10, minute=0, second=0, microsecond=0), timezone.utc)


def content(
    book: Book, subject: Subject, form: typed.TypedSubject, problems: Mapping[str, list[str]], now: datetime
) -> dict[str, Any]:
    """Return the values that the page of a topic shows."""
    protocol, patient = book.current, sample(now)
    found, _ = typed.understood(subject.name, form)
    drawn = found or subject
    return {
        "subject": subject,
        "title": name_of(subject),
        "strip": strip(drawn.windows),
        "theirs": strip(subject.windows),
        "ticks": ticks(),
        "form": form,
        "rows": [_row(number, one, protocol, found, patient, problems) for number, one in enumerate(form.windows, 1)],
        "troubles": _troubles(problems),
        "problems": problems,
        "related": _related(protocol, subject),
        "shared": _shared(book, protocol, subject),
        "verdicts": verdict_words(subject.name),
        "levels": {level: LEVELS[level] for level in WINDOW_LEVELS},
        "questions": protocol.questions,
        "slips": {name: protocol.texts[name] for name in SLIPS},
        "longest": WINDOW_PLACEHOLDERS,
        "limits": {"text": TEXT_SEPTETS, "alarm": ALARM_SEPTETS, "short": SHORT_SEPTETS},
        "range": _range(subject),
        "session": patient.performed_at,
        "most_windows": typed.MOST_WINDOWS,
    }


def _range(subject: Subject) -> tuple[str, str] | None:
    """Return between which hours the sources let it begin again, in words."""
    known = ranges.found(subject.name)
    return (hours_said(known[0]), hours_said(known[1])) if known else None


def size(text: str, limit: int) -> Size:
    """Return how long a window's text is, and how long it may be."""
    with suppress(ValueError):  # braces that do not match are told as a problem, and measured as they stand
        text = filled(text, WINDOW_PLACEHOLDERS)
    plain = is_gsm7(text)
    return Size(septets(text) if plain else len(text), limit, segments(text), plain)


def _row(
    number: int,
    window: typed.TypedWindow,
    protocol: Protocol,
    found: Subject | None,
    patient: Sample,
    problems: Mapping[str, list[str]],
) -> TypedRow:
    rule = found.windows[number - 1] if found else None
    limit = TEXT_SEPTETS if window.level in ("", "none") else ALARM_SEPTETS
    return TypedRow(
        number=number,
        typed=window,
        span=span(rule.start, rule.end) if rule else f"{window.start or '?'} to {window.end or '?'}",
        asked_at=hours_said(rule.start) if rule else window.start or "?",
        heard=heard(with_subject(protocol, found), found.name, rule.start, patient).text if found and rule else window.text,
        size=size(window.text, limit),
        short_size=size(window.short, SHORT_SEPTETS),
        problems=problems.get(str(number), []),
    )


def _troubles(problems: Mapping[str, list[str]]) -> list[Trouble]:
    """Return every problem with the window and field it is about: "Window 2, answer: Nothing is written here"."""
    found = []
    for place, sentences in problems.items():
        number, _, field = place.partition(".") if place[:1].isdigit() else ("", "", place)
        parts = [f"Window {number}" if number else "", FIELDS.get(field, "")]
        label = ", ".join(part for part in parts if part) or "Windows"
        anchor = place if field or not number else f"{number}.start"
        found += [Trouble(anchor, f"{label}: {sentence}") for sentence in sentences]
    return found


def _related(protocol: Protocol, subject: Subject) -> list[Related]:
    topic = subject.name.split("/")[0]
    return [
        Related(name_of(one), name, strip(one.windows))
        for name, one in protocol.subjects.items()
        if name != subject.name and name.split("/")[0] == topic
    ]


def _shared(book: Book, protocol: Protocol, subject: Subject) -> list[tuple[str, str, list[str]]]:
    """Return the boundaries that moved here while related topics kept the old one: (was, is, titles)."""
    before = book.before.subjects.get(subject.name)
    moved = shared_boundaries(protocol, before, subject) if before else []
    return [(hours_said(was), hours_said(now), [name_of(protocol.subjects[name]) for name in names]) for was, now, names in moved]
