"""Which number answers which question."""

from collections.abc import Iterable
from dataclasses import replace

from bot.checkins.replies.atoms import Atom
from bot.checkins.replies.words import TAKERS
from bot.checkins.timeline import Question, Value

_TELLING = ("number", "label")


def scores(asked: Iterable[Question], found: list[Atom]) -> tuple[dict[str, Value], list[Atom]]:
    """Return the value of each score and choice that is told, and the atoms that told them."""
    numeric = [question for question in asked if question.numeric]
    if not numeric:
        return {}, []
    numbers = [atom for atom in _split(found, len(numeric)) if atom.kind == "number" and _is_an_answer(atom, found)]
    numbers = [atom for atom in numbers if any(_fits(atom, question) for question in numeric)]
    values, labelled = _labelled(numeric, found, numbers)
    free = [atom for atom in numbers if atom not in labelled]
    values.update(_in_order([question for question in numeric if question.id not in values], free, first=not values))
    return values, numbers


def _split(found: list[Atom], scales: int) -> list[Atom]:
    """Return the atoms with a lone "4/1" made two answers where two are asked for."""
    numbers = [atom for atom in found if atom.kind == "number"]
    if scales < 2 or len(numbers) != 1 or numbers[0].slash is None:
        return [replace(atom, value=max(atom.value, atom.slash)) if atom.slash is not None else atom for atom in found]
    both = numbers[0]
    middle = (both.start + both.end) // 2
    return [replace(both, end=middle, value=both.slash or 0, slash=None), replace(both, start=middle, slash=None)]


def _is_an_answer(atom: Atom, found: list[Atom]) -> bool:
    """Return whether a number is told as an answer, not of something else: "had 2 coffees", "2 spf layers"."""
    place = next((number for number, other in enumerate(found) if other.start == atom.start), None)
    if place is None:
        return True
    before = found[place - 1] if place else None
    after = found[place + 1] if place + 1 < len(found) else None
    if atom.text == "one" and before is not None and before.kind == "word":
        return False
    listed = len(found) > place + 2 and found[place + 2].kind == "number"  # "cheeks 5 forehead 3"
    strange_after = after is not None and after.kind == "word" and after.start - atom.end <= 1 and not listed
    if before is None or before.kind in ("comma", "stop"):
        return not (strange_after and before is not None)
    return not strange_after and before.text not in TAKERS and before.kind != "measure"


def _fits(atom: Atom, question: Question) -> bool:
    """Return whether a number is on the question's scale; "4 out of 5" fits a scale to 5 only."""
    on_scale = question.low <= atom.value <= question.high
    return on_scale and atom.label in ("", f"of {question.high}")


def _labelled(numeric: list[Question], found: list[Atom], numbers: list[Atom]) -> tuple[dict[str, Value], list[Atom]]:
    """Return the numbers told with a name: "redness four pain 5", "4 redness and 1 pain", "no redness"."""
    scales = {question.id: question for question in numeric}
    values: dict[str, Value] = {}
    used: list[Atom] = []
    for atom in found:
        if atom.kind == "label" and atom.denied and atom.label in scales:
            values[atom.label] = scales[atom.label].low
    told = [atom for atom in found if atom in numbers or (atom.kind == "label" and atom.label in scales and not atom.denied)]
    clauses = [[atom for atom in told if atom.clause == clause] for clause in dict.fromkeys(atom.clause for atom in told)]
    for within in (*clauses, told):
        for name, number in _pairs(within):
            if number not in used and name.label not in values and _fits(number, scales[name.label]):
                values[name.label] = number.value
                used.append(number)
    values.update(_gone(scales, found, values))
    return values, used


def _pairs(told: list[Atom]) -> list[tuple[Atom, Atom]]:
    """Return each name with its number. A number at the end means that names come first: "redness 4 pain 5"."""
    names_first = bool(told) and told[-1].kind == "number"
    beside = zip(told, told[1:], strict=False) if names_first else zip(told[1:], told, strict=False)
    return [(name, number) for name, number in beside if name.kind == "label" and number.kind == "number"]


def _gone(scales: dict[str, Question], found: list[Atom], values: dict[str, Value]) -> dict[str, Value]:
    """Return the lowest score for what is told to be gone: "redness gone", "pain none"."""
    gone: dict[str, Value] = {}
    for name, after in zip(found, found[1:], strict=False):
        if (
            name.kind == "label"
            and name.label in scales
            and name.label not in values
            and (after.kind == "gone" or after.text in ("none", "nil"))
        ):
            gone[name.label] = scales[name.label].low
    return gone


def _in_order(waiting: list[Question], numbers: list[Atom], *, first: bool) -> dict[str, Value]:
    """Return the values of numbers without a name: a lone one is of the question asked last, of several for one the highest."""
    if not numbers or not waiting:
        return {}
    if len(waiting) == 1 or (len(numbers) == 1 and first):
        fitting = [number.value for number in numbers[: len(numbers)] if _fits(number, waiting[-1])]
        return {waiting[-1].id: max(fitting)} if fitting else {}
    pairs = zip(waiting, numbers, strict=False)
    return {question.id: number.value for question, number in pairs if _fits(number, question)}
