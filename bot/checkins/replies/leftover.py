"""The part of a reply that is no answer: a question of the patient's own, or news that nobody asked for."""

from bot.checkins.replies.atoms import Atom

_STRANGE = ("word", "other", "measure", "unfine")
_EDGES = " ,.;-\n"


def leftover(text: str, found: list[Atom], used: list[Atom], names: list[Atom], asked: list[tuple[int, int]]) -> str:
    """Return what of `text` was not read: the spans `asked` by the patient, and every clause with a strange word in it.

    Within a clause it begins after the last atom that was an answer before its first strange word.
    """
    spans = list(asked)
    for clause in sorted({atom.clause for atom in found}):
        within = [atom for atom in found if atom.clause == clause and atom.kind not in ("stop", "comma", "joint")]
        strange = [atom for atom in within if atom not in used and (atom.kind in _STRANGE or _is_news(atom))]
        if strange:
            answers = [atom.end for atom in within if _answers(atom, used + names, found) and atom.end <= strange[0].start]
            later = [atom.start for atom in within if atom.kind == "number" and atom in used and atom.start >= strange[-1].end]
            spans.append((max(answers, default=within[0].start), later[0] if later else within[-1].end))
    parts = (text[start:end].strip(_EDGES) for start, end in sorted(spans))
    return " ".join(part for part in parts if part)


def _is_news(atom: Atom) -> bool:
    """Return whether an atom names a danger that is not denied."""
    return atom.kind == "label" and atom.label == "danger" and not atom.denied


def _answers(atom: Atom, used: list[Atom], found: list[Atom]) -> bool:
    return atom in used or atom.kind in ("number", "yes", "fine") or (atom.kind == "no" and not denies_a_word(atom, found))


def denies_a_word(atom: Atom, found: list[Atom]) -> bool:
    """Return whether a "no" belongs to the strange word right after it: "no makeup today"."""
    place = found.index(atom)
    following = found[place + 1] if place + 1 < len(found) else None
    return atom.text == "no" and following is not None and following.kind == "word" and following.start - atom.end <= 1
