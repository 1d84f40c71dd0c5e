"""What a reply says of a sign by its name: "still puffy", "swelling gone", "a few spots", "no fever or pus"."""

from collections.abc import Iterable

from bot.checkins.replies.atoms import Atom
from bot.checkins.timeline import Question, Value

#: what may stand between a sign and its yes or no
_LINKS = ("is", "was", "-", ":", "=", "it's", "its", "has", "a")
_SWITCH = {"yes": "yes", "no": "no", "almost": "no"}


def said_of_signs(asked: Iterable[Question], found: list[Atom]) -> tuple[dict[str, Value], list[Atom]]:
    """Return the yes-or-no questions answered by naming what they ask about, and the atoms that did."""
    values: dict[str, Value] = {}
    used: list[Atom] = []
    for question in asked:
        if not question.yes_or_no:
            continue
        named = [atom for atom in found if atom.kind == "label" and atom.label == question.id]
        value, by = _of(question, named, found)
        if value is not None:
            values[question.id] = value
            used += named + by
    return values, used


def _of(question: Question, named: list[Atom], found: list[Atom]) -> tuple[Value | None, list[Atom]]:
    if question.kind == "danger":
        return ("no", []) if named and all(atom.denied for atom in named) else (None, [])
    if question.inverse:
        return _of_inverse(named, found)
    if any(atom.kind == "unfine" and set(atom.text.split()) & set(question.words) for atom in found):
        return "no", []
    if not named:
        return None, []
    switch = _beside(named[-1], found)
    if switch is not None and not all(atom.denied for atom in named):
        return (_yes(question, named) if switch.kind == "yes" else "no"), [switch]
    if all(atom.denied for atom in named):
        return "no", []
    return _yes(question, [atom for atom in named if not atom.denied]), []


def _yes(question: Question, named: list[Atom]) -> str:
    """Return yes, or mild where only milder things are named."""
    return "mild" if question.mild and all(atom.text in question.mild for atom in named) else "yes"


def _of_inverse(named: list[Atom], found: list[Atom]) -> tuple[Value | None, list[Atom]]:
    """Return whether a sign has gone: naming it means that it is still there, unless it is told to be gone."""
    still = [atom for atom in found if atom.kind == "notgone" or (atom.kind == "same" and "down" in atom.text)]
    gone = [atom for atom in found if atom.kind == "gone" or (atom.kind == "better" and atom.text in ("gone down", "went down"))]
    if still:
        return "no", still
    meant = [atom for atom in gone if _meant(atom, named, found)]
    if meant:
        return "yes", meant
    if not named:
        return None, []
    if all(atom.denied for atom in named):
        return "yes", []
    switch = _beside(named[-1], found)
    if switch is not None and switch.text not in ("none", "nil"):
        return ("no" if any(atom.text.startswith(("puff", "swollen", "swolen")) for atom in named) else _SWITCH[switch.kind]), [
            switch
        ]
    return ("yes" if switch is not None else "no"), [switch] if switch else []


def _meant(gone: Atom, named: list[Atom], found: list[Atom]) -> bool:
    """Return whether "gone" is said of this sign: of the last thing named before it, or of nothing named at all."""
    before = [atom for atom in found if atom.kind == "label" and atom.start < gone.start]
    return before[-1] in named if before else True


def _beside(name: Atom, found: list[Atom]) -> Atom | None:
    """Return the yes or no that stands right beside a name; the one after it first."""
    place = found.index(name)
    after = next((atom for atom in found[place + 1 :] if atom.text not in _LINKS), None)
    if after is not None and after.kind in _SWITCH and after.clause == name.clause:
        return after
    before = next((atom for atom in reversed(found[:place]) if atom.text not in _LINKS), None)
    return before if before is not None and before.kind in _SWITCH and before.clause == name.clause else None
