"""Read a reply against the questions of the check-in it answers.

Rulings: clinical reference, sections 5 and 7. Several numbers answer in the order asked, of a range the higher counts, a bare
number answers the question asked last; a number outside the scale is no answer ("38.6" is a temperature).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.checkins.replies.atoms import Atom, atoms, plain, questions
from bot.checkins.replies.leftover import denies_a_word, leftover
from bot.checkins.replies.numbers import scores
from bot.checkins.replies.signs import said_of_signs
from bot.checkins.timeline import Question, Step, Value

_SWITCHES = ("yes", "no", "almost")
_TRENDS = ("worse", "same", "better")


@dataclass(frozen=True)
class Reading:
    """What a reply says. `values` by question id; `rest` is the text that is no answer and wants one of its own.

    `fine` is that the patient said all is well. `complete`: nothing needs asking again, because every question has an answer
    or all is well.
    """

    values: dict[str, Value] = field(default_factory=dict)
    rest: str = ""
    understood: bool = False
    complete: bool = False
    fine: bool = False


def read(step: Step, text: str) -> Reading:
    """Return what `text` answers of what `step` asks."""
    return read_answers(step.questions, text, deciding=step.deciding())


def read_answers(asked: tuple[Question, ...], text: str, *, deciding: frozenset[str] = frozenset()) -> Reading:
    """Return what `text` answers of `asked`; of several yes-or-no questions a lone yes or no answers one of `deciding`."""
    small = plain(text)
    found = _guessed(asked, _without_idle_words(atoms(small, asked)))
    if any(atom.kind == "unsure" for atom in found):
        return Reading(rest=text.strip())
    values: dict[str, Value] = {}
    used: list[Atom] = []
    for answered, by in (
        scores(asked, found), _choices(asked, found), said_of_signs(asked, found), _trend(asked, found),
    ):  # fmt: skip
        values.update({name: value for name, value in answered.items() if name not in values})
        used.extend(by)
    switched, by = _switches(asked, found, values, used, deciding)
    values.update(switched)
    used.extend(by)
    fine = _is_fine(asked, found)
    if fine:
        named = {atom.label for atom in found if atom.kind == "label" and not atom.denied}
        filled = [
            question
            for question in asked
            if question.id not in values and not (question.kind == "danger" and question.id in named)
        ]
        values.update({question.id: question.fine for question in filled if question.fine is not None})
    ordered = {question.id: values[question.id] for question in asked if question.id in values}
    understood = bool(ordered) or fine
    rest = leftover(text, found, used, _answering(found, values), questions(small)) if understood else text.strip()
    return Reading(ordered, rest, understood, understood and (fine or len(ordered) == len(asked)), fine)


def _guessed(asked: tuple[Question, ...], found: list[Atom]) -> list[Atom]:
    """Return what is said without the doubt about it where one score is asked for and one is told: "dunno, maybe 3"."""
    is_score = len(asked) == 1 and asked[0].kind == "score"
    numbers = [atom for atom in found if atom.kind == "number"]
    return [atom for atom in found if atom.kind != "unsure"] if is_score and len(numbers) == 1 else found


def _answering(found: list[Atom], values: dict[str, Value]) -> list[Atom]:
    """Return the names that are part of an answer; a danger that is named and not denied is news, whatever was answered."""
    named = [atom for atom in found if atom.kind == "label" and atom.label in values]
    return [atom for atom in named if atom.denied or atom.label != "danger"]


def _without_idle_words(found: list[Atom]) -> list[Atom]:
    """Return the atoms less those that open a reply and say nothing: "ok 3 1 n", "yeah 2 and no"."""
    telling = [atom for atom in found if atom.kind not in ("filler", "comma", "stop", "joint")]
    if (
        len(telling) < 2
        or telling[0].text not in ("ok", "okay", "k", "yeah", "yea", "right")
        or telling[1].kind not in ("number", "label")
    ):
        return found
    if telling[0].kind == "yes" and not any(atom.kind == "no" for atom in telling[1:]):
        return found
    return [atom for atom in found if atom is not telling[0]]


def _choices(asked: Iterable[Question], found: list[Atom]) -> tuple[dict[str, Value], list[Atom]]:
    """Return choices told by name: "bit sunburnt" is 2."""
    values: dict[str, Value] = {}
    used: list[Atom] = []
    for question in asked:
        for option, names in question.options.items():
            named = [atom for atom in found if atom.text in names and not _denied_word(atom, found)]
            if named:
                values[question.id] = max(option, int(values.get(question.id, option)))
            used += named
    return values, used


def _denied_word(atom: Atom, found: list[Atom]) -> bool:
    """Return whether one of the two atoms before `atom` denies it: "not worried", "not too worried"."""
    place = found.index(atom)
    near = found[max(0, place - 3) : place]
    return any(earlier.text in ("not", "no", "isn't", "isnt", "never", "aint") for earlier in near)


def _trend(asked: Iterable[Question], found: list[Atom]) -> tuple[dict[str, Value], list[Atom]]:
    """Return better, same or worse; where several are told, the worst of them."""
    question = next((question for question in asked if question.kind == "trend"), None)
    told = [atom for atom in found if atom.kind in _TRENDS or (question and atom.text in ("b", "s", "w"))]
    if question is None or not told:
        return {}, []
    names = {"b": "better", "s": "same", "w": "worse"}
    kinds = {names.get(atom.text, atom.kind) for atom in told}
    return {question.id: next(trend for trend in _TRENDS if trend in kinds)}, told


def _switches(
    asked: Iterable[Question], found: list[Atom], values: dict[str, Value], used: list[Atom], deciding: frozenset[str]
) -> tuple[dict[str, Value], list[Atom]]:
    """Return the answers of each yes and no that stands alone, in the order asked."""
    waiting = [question for question in asked if question.yes_or_no and question.id not in values]
    free = [atom for atom in found if atom.kind in _SWITCHES and atom not in used and not _affirms(atom, found)]
    if all(question.kind == "danger" for question in waiting):
        free = [atom for atom in free if atom.kind != "almost"]
    free = [atom for atom in free if _stands_alone(atom, found)]
    if not free or not waiting:
        return {}, free
    if len(waiting) == 1 or len(free) > len(waiting):
        free = free[-len(waiting) :]
    elif len(free) == 1:
        waiting = [question for question in waiting if question.id in deciding] or waiting
    told = zip(waiting, free, strict=False)
    return {question.id: "yes" if atom.kind == "yes" else "no" for question, atom in told}, free


def _affirms(atom: Atom, found: list[Atom]) -> bool:
    """Return whether a yes belongs to what follows: "yes all good", "yes better", "y, all normal" where no number was given."""
    if atom.kind != "yes":
        return False
    after = [other for other in found[found.index(atom) + 1 :] if other.kind != "filler"]
    if after and after[0].kind in ("fine", *_TRENDS):
        return True
    numbers = any(other.kind == "number" for other in found)
    joined = any(other.kind == "joint" for other in found)
    return not numbers and not joined and len(after) > 1 and after[0].kind in ("comma", "stop") and after[1].kind == "fine"


def _stands_alone(atom: Atom, found: list[Atom]) -> bool:
    """Return whether a no is an answer: not the "no" of "no makeup today", nor the "mostly" of "dry mostly"."""
    place = found.index(atom)
    if atom.kind == "almost":
        near = [*found[:place], *found[place + 1 : place + 2]]
        return not any(other.kind == "word" and other.clause == atom.clause for other in near)
    return not denies_a_word(atom, found)


def _is_fine(asked: Iterable[Question], found: list[Atom]) -> bool:
    """Return whether the patient says that all is well, of more than one sign ("pain not bad"), with nothing said against it."""
    signs = {question.id for question in asked if question.kind not in ("choice", "trend")}
    said = any(atom.kind == "fine" and not _of_one_sign(atom, found, signs) for atom in found)
    against = any(atom.kind in ("unfine", "worse", "notgone") for atom in found)
    return said and not against


def _of_one_sign(atom: Atom, found: list[Atom], signs: set[str]) -> bool:
    before = [other for other in found[: found.index(atom)] if other.kind != "filler"]
    return bool(before) and before[-1].label in signs and before[-1].clause == atom.clause and not before[-1].denied
