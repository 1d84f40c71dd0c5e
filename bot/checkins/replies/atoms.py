"""A reply cut into atoms: numbers, yes, no, the names of what was asked, and the words that belong to none."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.checkins.replies import words
from bot.checkins.timeline import Question

_FULL_STOP = r"[.!?;\n]"
_TOKEN = re.compile(
    rf"(?P<unsure>\b{words.UNSURE}\b)|(?P<filler>\b(?:{words.REASSURES_US}|{words.NOT_WORSE}\b))"
    rf"|(?P<measure>\b{words.LED} ?\d+(?:\.\d+)?|\d{{2,}}\.\d+(?:\s?{words.COUNTED})?|\d{{1,2}}:\d{{2}}|[\u00a3$]\d+|"
    rf"(?:(?<=from )|(?<=than )|(?<=from a )|(?<=from an )|(?<=was )|(?<=was a )|(?<=was an )){words.N}(?![\d.])|"
    rf"(?<![a-z]){words.N}(?=\s?{words.COUNTED})(?!\s(?:of|over)\s(?:10|ten)\b))"
    rf"|(?P<outof>(?<![a-z])(?P<part>{words.N})(?:\.\d)?\s?(?:/|out of|outa|outta|over|of)\s?(?P<whole>10|ten|5|five)\b)"
    rf"|(?P<range>(?<![a-z])(?:between )?(?P<lower>{words.N})\s?(?:-|to|or|(?<=between . )and|going on|"
    r",? ?(?:or )?(?:maybe?|perhaps|poss(?:ibly)?)(?: a)?|"
    rf"/)\s?(?P<upper>{words.N})(?!\s?{words.COUNTED})(?!\d)(?:\s(?:out of|over|of)\s(?:10|ten)\b)?)"
    rf"|(?P<half>(?<![\d.])\d\.5\b)|(?P<number>(?<![a-z]{{2}}){words.N}(?:\s?-?\s?ish)?\+?)"
    rf"|(?P<same>\b{words.SAME}\b)|(?P<notgone>\b{words.NOT_GONE}\b)|(?P<unfine>\b{words.UNFINE}\b)|"
    rf"(?P<almost>\b{words.ALMOST}\b)"
    rf"|(?P<worse>\b{words.WORSE}\b)|(?P<better>\b{words.BETTER}\b)|(?P<gone>\b{words.GONE}\b)|(?P<fine>\b{words.FINE}\b)"
    rf"|(?P<yes>(?<![a-z']){words.YES}(?![a-z']))|(?P<no>(?<![a-z']){words.NO}(?![a-z']))"
    rf"|(?P<thumb>[\U0001f44d\U0001f44c\U0001f4af\U0001f64c\u2705\u2714]\ufe0f?[\U0001f3fb-\U0001f3ff]?)|"
    rf"(?P<smile>[\U0001f600-\U0001f60a\U0001f642\U0001f970\u263a\u2764\U0001f495\U0001f389\U0001f64f\U0001f618]\ufe0f?|"
    rf"[\ufe0f\u20e3\u200d]|:\)|:-\))"
    rf"|(?P<stop>{_FULL_STOP}+)|(?P<comma>[,()]|(?<=\s)-+(?=\s))|(?P<mark>[&+:=/'\"~<>*-])|(?P<word>[a-z][a-z']*)|(?P<other>\S)"
)
_ASKS = re.compile(rf"\b(?:{words.ASKS})")
_SENTENCE_END = re.compile(rf"{_FULL_STOP}|$|,(?=\s*\d)")
_INNER = ("part", "whole", "lower", "upper")
_KINDS = {"thumb": "fine", "smile": "filler", "mark": "filler", "half": "number", "outof": "number", "range": "number"}


@dataclass(frozen=True)
class Atom:
    """A piece of a reply: its kind, its place in the text, the number or question id it stands for, and whether it is denied."""

    kind: str
    start: int
    end: int
    text: str
    value: int = 0
    label: str = ""
    denied: bool = False
    slash: int | None = None
    clause: int = 0


def plain(text: str) -> str:
    """Return `text` in lower case, character for character, with plain quotes and dashes."""
    lowered = "".join(character.lower() if len(character.lower()) == 1 else character for character in text)
    return lowered.translate({0x2019: "'", 0x2018: "'", 0x2013: "-", 0x2014: "-"})


def questions(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of each question asked in `text` (plain)."""
    spans: list[tuple[int, int]] = []
    for found in _ASKS.finditer(text):
        if spans and found.start() < spans[-1][1]:
            continue
        end = _SENTENCE_END.search(text, max(found.start(), found.end() - 1))
        spans.append((found.start(), end.end() if end else len(text)))
    return spans


def asks(text: str) -> bool:
    """Return whether `text` asks anything, with a question mark or without."""
    return "?" in text or bool(questions(plain(text)))


def atoms(text: str, asked: Iterable[Question]) -> list[Atom]:
    """Return the atoms of `text` (plain) for these questions; spans inside a question of the patient's give none."""
    asked = list(asked)
    labels = {word: question.id for question in asked for word in question.words}
    numeric = frozenset(question.id for question in asked if question.numeric)
    skipped = questions(text)
    found = []
    for token in _TOKEN.finditer(text):
        if not any(start <= token.start() < end for start, end in skipped):
            found.append(_atom(token, labels))
    return _in_clauses(_ands(_denied(found, text), numeric))


def _atom(token: re.Match[str], labels: dict[str, str]) -> Atom:
    said = token.group()
    kind = next(name for name in _TOKEN.groupindex if name not in _INNER and token.group(name) is not None)
    atom = Atom(_KINDS.get(kind, kind), token.start(), token.end(), said)
    if atom.kind == "number":
        return _number(atom, token)
    if said in labels and kind not in ("no", "yes"):
        return replace(atom, kind="label", label=labels[said])
    if kind == "word":
        return replace(atom, kind="joint" if said in words.JOINTS else "filler" if said in words.FILLER else "word")
    return atom


def _number(atom: Atom, token: re.Match[str]) -> Atom:
    """Return the atom with its number: of a range the higher, of a half the next whole one."""
    if token.group("range"):
        lower, upper = value_of(token.group("lower")), value_of(token.group("upper"))
        slash = lower if "/" in token.group() else None
        return replace(atom, value=upper if slash is not None else max(lower, upper), slash=slash)
    if token.group("outof"):
        return replace(atom, value=value_of(token.group("part")), label=f"of {value_of(token.group('whole'))}")
    return replace(atom, value=value_of(atom.text) + (1 if token.group("half") else 0))


def value_of(said: str) -> int:
    """Return the whole number at the start of `said`, in digits or as a word."""
    digits = re.match(r"\d+", said)
    return int(digits.group()) if digits else next(words.NUMBERS[name] for name in words.NUMBERS if said.startswith(name))


_NEGATION = re.compile(rf"(?<![a-z']){words.NEGATION} $")
_CHAIN = re.compile(r"^ ?(?:or|nor|/|&) ?$")


def _denied(found: list[Atom], text: str) -> list[Atom]:
    """Return the atoms with denied labels marked, "no redness or swelling" denying both; a "no" that denies is no answer."""
    marked: list[Atom] = []
    label: Atom | None = None
    for atom in found:
        if atom.kind == "label":
            denial = _NEGATION.search(text, 0, atom.start)
            chained = label is not None and label.denied and _CHAIN.match(text[label.end : atom.start])
            if denial:
                marked = [earlier for earlier in marked if earlier.start < denial.start()]
            atom = label = replace(atom, denied=bool(denial or chained))
        marked.append(atom)
    return marked


def _ands(found: list[Atom], numeric: frozenset[str]) -> list[Atom]:
    """Return the atoms with each "n" that means "and" made a joint: between two words, two numbers, a score and the next name."""
    last = len(found) - 1
    joined = []
    for place, atom in enumerate(found):
        if atom.text == "n" and 0 < place < last and _joins(found[place - 1], found[place + 1], numeric):
            atom = replace(atom, kind="joint")
        joined.append(atom)
    return joined


def _joins(before: Atom, after: Atom, numeric: frozenset[str]) -> bool:
    if before.kind == "number":
        return after.kind == "number" or (after.kind == "label" and after.label in numeric)
    wordy = ("word", "filler", "worse", "better", "same", "measure", "label", "fine", "unfine")
    names_yes_or_no = before.kind == "label" and before.label not in numeric
    return before.kind in wordy and after.kind in wordy and not names_yes_or_no


def _in_clauses(found: list[Atom]) -> list[Atom]:
    """Return the atoms with the number of the clause each stands in; a comma, a full stop and an "and" each begin one."""
    clause, placed = 0, []
    for atom in found:
        if atom.kind in ("stop", "comma", "joint"):
            clause += 1
        placed.append(replace(atom, clause=clause))
    return placed
