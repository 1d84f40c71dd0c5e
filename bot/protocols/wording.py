"""Checks on one text of a protocol: its characters, its placeholders and its length as a carrier counts it."""

from collections.abc import Collection, Iterator, Mapping
from string import Formatter

from bot.protocols.general_texts import GeneralText
from bot.protocols.vocabulary import TEXT_PLACEHOLDERS, WINDOW_PLACEHOLDERS
from bot.sms_text import is_gsm7, segments, septets

#: A window's full answer leaves room in two segments (306 septets) for "For Wednesday:" and a triage question.
TEXT_SEPTETS = 250
#: Several short answers share one reply.
SHORT_SEPTETS = 95
#: A window that raises a level is followed by "Our team will look at this by ...".
ALARM_SEPTETS = 200
#: Ends a reply; with a slip-up's words and a short answer it fills two segments.
QUESTION_SEPTETS = 84


def placeholders(text: str) -> set[str]:
    """Return the names in braces. ValueError when the braces do not match or hold more than a name."""
    found = set()
    for _, name, spec, conversion in Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise ValueError(f"{{{name}}}")
        found.add(name)
    return found


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with every known placeholder replaced by its longest value."""
    return text.format_map({name: values.get(name, "") for name in placeholders(text)})


def window_text_problems(text: str, longest: int, changes: bool) -> Iterator[str]:
    """Yield what is wrong with a window's text; `changes` says whether a later window has another verdict."""
    problem = _placeholder_problem(text, WINDOW_PLACEHOLDERS)
    if problem:
        yield problem
        return
    if placeholders(text) and not changes:
        yield "{from} and {until} need a later window with another verdict"
    yield from _length_problems(filled(text, WINDOW_PLACEHOLDERS), longest)


def general_text_problems(text: str, rule: GeneralText) -> Iterator[str]:
    """Yield what is wrong with a general text."""
    problem = _placeholder_problem(text, rule.required | rule.optional)
    if problem:
        yield problem
        return
    for missing in sorted(rule.required - placeholders(text)):
        yield f"{{{missing}}} must be in it"
    wording = filled(text, TEXT_PLACEHOLDERS)
    if rule.gsm7 and not is_gsm7(wording):
        yield _characters_outside(wording)
    elif segments(wording) > rule.segments:
        yield f"{segments(wording)} SMS segments; at most {rule.segments}"
    elif rule.septets and septets(wording) > rule.septets:
        yield f"{septets(wording)} characters as SMS; at most {rule.septets}"


def question_problems(text: str) -> Iterator[str]:
    """Yield what is wrong with a triage question."""
    problem = _placeholder_problem(text, ())
    if problem:
        yield problem
        return
    yield from _length_problems(text, QUESTION_SEPTETS)
    if "?" not in text:
        yield "a question needs a question mark"


def _placeholder_problem(text: str, allowed: Collection[str]) -> str | None:
    if not text.strip():
        return "is empty"
    try:
        unknown = placeholders(text) - set(allowed)
    except ValueError as error:
        return f"braces that are not a placeholder: {error}"
    return f"unknown placeholder {{{sorted(unknown)[0]}}}" if unknown else None


def _length_problems(wording: str, longest: int) -> Iterator[str]:
    if not is_gsm7(wording):
        yield _characters_outside(wording)
    elif septets(wording) > longest:
        yield f"{septets(wording)} characters as SMS; at most {longest}"


def _characters_outside(wording: str) -> str:
    outside = sorted({character for character in wording if not is_gsm7(character)})
    return "characters that double the price of an SMS: " + " ".join(outside)
