"""A topic as it stands in a form, typed by a person, and back.

What was typed is kept as it was typed until all of it can be used, so that nobody loses work to a slip.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from bot.protocols.document import Value
from bot.protocols.parsing import FOREVER, hours_of, read_subject
from bot.protocols.protocol import Rule, Subject
from bot.protocols.writing import hours_in_words
from bot.sms_text import to_gsm7

#: Far more than any topic has; a form with more was not made by us.
MOST_WINDOWS = 12
#: Windows are told apart in a form by their place, from 1: the text of the first is "1.text".
_KEY = "{position}.{field}"
_PROBLEM = re.compile(r"(?P<place>[^:]*): (?P<words>.*)", re.S)
_TYPED_HOURS = re.compile(r"(-?\d+(?:\.\d+)?)\s*(h|hours?|hrs?|d|days?)?", re.I)


@dataclass(frozen=True)
class TypedWindow:
    """One window of a topic as the fields of a form hold it."""

    start: str = ""
    end: str = ""
    verdict: str = ""
    level: str = ""
    ask: str = ""
    source: str = ""
    text: str = ""
    short: str = ""


@dataclass(frozen=True)
class TypedSubject:
    """One topic as a form holds it."""

    words: str
    slip: str
    windows: tuple[TypedWindow, ...]


#: What is asked of a form's field names.
WINDOW_FIELDS = tuple(field.name for field in fields(TypedWindow))


def typed(subject: Subject) -> TypedSubject:
    """Return a topic as a form shows it."""
    return TypedSubject(subject.words, subject.slip or "", tuple(_typed_window(rule) for rule in subject.windows))


def from_form(form: Mapping[str, str]) -> TypedSubject:
    """Return what a posted form holds; a window whose fields are all missing ends the list."""
    windows = []
    for position in range(1, MOST_WINDOWS + 1):
        given = {field: _key(form, position, field) for field in WINDOW_FIELDS}
        if not any(_KEY.format(position=position, field=field) in form for field in WINDOW_FIELDS):
            break
        windows.append(TypedWindow(**given))
    return TypedSubject(_one_line(form.get("words", "")), form.get("slip", ""), tuple(windows))


def to_form(subject: TypedSubject) -> dict[str, str]:
    """Return the fields of a form that `from_form` reads back to the same."""
    keyed = {
        _KEY.format(position=position, field=field): getattr(window, field)
        for position, window in enumerate(subject.windows, 1)
        for field in WINDOW_FIELDS
    }
    return {"words": subject.words, "slip": subject.slip, **keyed}


def understood(name: str, subject: TypedSubject) -> tuple[Subject | None, dict[str, list[str]]]:
    """Return the topic that was typed, and every problem by the field it is about.

    Keys are field names as in the form ("1.text"), "1" for a window as a whole and "" for the topic. The topic is None when
    there is any problem.
    """
    found, sentences = read_subject(name, _value(subject))
    problems: dict[str, list[str]] = {}
    for sentence in sentences:
        place, words = _placed(name, sentence)
        problems.setdefault(place, []).append(words)
    return (None if problems else found), problems


def split(subject: TypedSubject, position: int) -> TypedSubject:
    """Return the topic with window `position` (from 1) cut in two of the same words; the later half is to be changed."""
    window = subject.windows[position - 1]
    middle = _middle(window)
    halves = (replace(window, end=middle), replace(window, start=middle))
    return replace(subject, windows=(*subject.windows[: position - 1], *halves, *subject.windows[position:]))


def without(subject: TypedSubject, position: int) -> TypedSubject:
    """Return the topic without window `position` (from 1); the one before it, or else after it, takes its time."""
    gone, rest = subject.windows[position - 1], list(subject.windows)
    if len(rest) == 1:
        return subject
    if position > 1:
        rest[position - 2] = replace(rest[position - 2], end=gone.end)
    else:
        rest[1] = replace(rest[1], start=gone.start)
    del rest[position - 1]
    return replace(subject, windows=tuple(rest))


def made_plain(subject: TypedSubject) -> TypedSubject:
    """Return the topic with curly quotes and the like in its texts made plain, so that they are cheap to send."""
    plain = tuple(replace(one, text=to_gsm7(one.text), short=to_gsm7(one.short)) for one in subject.windows)
    return replace(subject, windows=plain)


def _typed_window(rule: Rule) -> TypedWindow:
    return TypedWindow(
        start=hours_in_words(rule.start),
        end=hours_in_words(rule.end),
        verdict=rule.verdict,
        level=rule.level,
        ask=rule.ask or "",
        source=rule.source,
        text=rule.text,
        short=rule.short,
    )


def _key(form: Mapping[str, str], position: int, field: str) -> str:
    given = _one_line(form.get(_KEY.format(position=position, field=field), ""))
    return _hours(given) if field in ("start", "end") else given


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _hours(given: str) -> str:
    """Return hours as the file writes them: people type "24 h", "2 days", a real minus, or leave the last end empty."""
    plain = given.replace("\u2212", "-")
    if plain.lower() in ("", FOREVER, "always", "no end"):
        return FOREVER if plain else ""
    found = _TYPED_HOURS.fullmatch(plain)
    return f"{found[1]}{(found[2] or 'h')[0].lower()}" if found else given


def _value(subject: TypedSubject) -> Value:
    """Return the topic as the reader of documents takes it; an empty field counts as left out."""
    windows = [_window_value(position, window) for position, window in enumerate(subject.windows, 1)]
    slip = {"slip": Value(subject.slip, 0, place="slip")} if subject.slip else {}
    content = {"words": Value(subject.words, 0, place="words"), "windows": Value(windows, 0, place="topic"), **slip}
    return Value(content, 0, place="topic")


def _window_value(position: int, window: TypedWindow) -> Value:
    given = {field: getattr(window, field) for field in WINDOW_FIELDS}
    content = {
        field: Value(value, 0, place=_KEY.format(position=position, field=field))
        for field, value in given.items()
        if value or field not in ("level", "ask", "verdict", "source")
    }
    return Value(content, 0, place=str(position))


def _placed(name: str, sentence: str) -> tuple[str, str]:
    """Return the field that a problem is about, and the problem without the names that the form shows anyway."""
    found = _PROBLEM.fullmatch(sentence)
    if found is None:
        return "", sentence
    if found["words"].endswith("must be a text"):
        return found["place"], "Nothing is written here"
    words = re.sub(rf"^{re.escape(name)}(@\S*)?: (({'|'.join(WINDOW_FIELDS)}|words|slip): )?", "", found["words"])
    return ("" if found["place"] == "topic" else found["place"]), words[:1].upper() + words[1:]


def _middle(window: TypedWindow) -> str:
    """Return hours between the ends of a window; a day after its start where it has no end."""
    try:
        start = hours_of(window.start) or 0.0
        end = hours_of(window.end)
    except ValueError:
        return window.end
    middle = start + 24 if end is None else (start + end) / 2
    return hours_in_words(float(round(middle)))
