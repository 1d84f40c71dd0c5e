"""What differs between two protocols, in words that whoever approves one can check."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.protocols.protocol import Protocol, Rule, Subject
from bot.protocols.writing import hours_said

TOPIC, QUESTION, TEXT, TITLE = "topic", "question", "text", "title"
#: What each field of a window is called; those whose wording is shown whole, before and after.
WORDED = {"text": "answer", "short": "short answer"}
CHOSEN = {"verdict": "verdict", "level": "raises", "ask": "question asked", "source": "source"}
#: How much alike two windows are, by what they share: the same words weigh most, so that a moved window is found again.
LIKENESS = {"text": 4, "short": 2, "verdict": 2, "start": 1, "end": 1}
#: The share of words in common from which on two wordings are shown as one that was changed.
ALIKE = 0.5


@dataclass(frozen=True)
class Change:
    """One thing that differs."""

    #: "topic", "question", "text" or "title", and its name.
    kind: str
    name: str
    #: Such as "avoid from 0 h: until 24 h is now until 48 h".
    words: str
    #: The wording before and after, where it is wording that differs; "" on the side that has none.
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Piece:
    """A run of words in a comparison: "same", "gone" or "new"."""

    kind: str
    text: str


def compare(before: Protocol, after: Protocol) -> list[Change]:
    """Return every difference, topics in the order of `after`; nothing when both say the same."""
    changes = _worded(TITLE, "title", before.title, after.title)
    for name in _names(before.subjects, after.subjects):
        changes += _subject(name, before.subjects.get(name), after.subjects.get(name))
    for kind, old, new in ((QUESTION, before.questions, after.questions), (TEXT, before.texts, after.texts)):
        for name in _names(old, new):
            changes += _worded(kind, name, old.get(name, ""), new.get(name, ""))
    return changes


def pieces(before: str, after: str) -> list[Piece]:
    """Return one wording turned into the other, by words: what stayed, what went, what came.

    Two wordings with little in common are told whole: a word here and there that both happen to hold would only confuse.
    """
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    opcodes = matcher.get_opcodes() if matcher.ratio() >= ALIKE else [("replace", 0, len(old), 0, len(new))]
    found: list[Piece] = []
    for tag, start, end, new_start, new_end in opcodes:
        if tag == "equal":
            found.append(Piece("same", " ".join(old[start:end])))
            continue
        found += [Piece("gone", " ".join(old[start:end]))] if end > start else []
        found += [Piece("new", " ".join(new[new_start:new_end]))] if new_end > new_start else []
    return found


def span_words(rule: Rule) -> str:
    """Return when a window holds: "0 h to 24 h", "from 72 h"."""
    start = hours_said(rule.start)
    return f"from {start}" if rule.end is None else f"{start} to {hours_said(rule.end)}"


def _names(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    return [*after, *(name for name in before if name not in after)]


def _worded(kind: str, name: str, before: str, after: str) -> list[Change]:
    if before == after:
        return []
    verb = "added" if not before else "removed" if not after else "reworded"
    return [Change(kind, name, verb, before, after)]


def _subject(name: str, before: Subject | None, after: Subject | None) -> list[Change]:
    if before is None or after is None:
        present = before or after
        assert present is not None  # the name came from one of them
        rules = [_whole(name, "added" if before is None else "removed", rule) for rule in present.windows]
        return [Change(TOPIC, name, "topic added" if before is None else "topic removed"), *rules]
    changes = [
        Change(TOPIC, name, f"{what}: {old or 'none'} is now {new or 'none'}")
        for what, old, new in (("called", before.words, after.words), ("words to a slip-up", before.slip, after.slip))
        if old != new
    ]
    for old_rule, new_rule in _matched(before.windows, after.windows):
        changes += _window(name, old_rule, new_rule)
    return changes


def _window(name: str, before: Rule | None, after: Rule | None) -> Iterator[Change]:
    """Yield what differs in one window; starts follow from the end of the window before and are not told twice."""
    if before is None or after is None:
        rule = before or after
        assert rule is not None  # a match has at least one side
        yield _whole(name, "added" if before is None else "removed", rule)
        return
    if before.end != after.end:
        since = f"{after.verdict} from {hours_said(after.start)}"
        yield Change(TOPIC, name, f"{since}: {_until(before)} is now {_until(after)}")
    for field, called in CHOSEN.items():
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            yield Change(TOPIC, name, f"{span_words(after)}: {called} {old or 'none'} is now {new or 'none'}")
    for field, called in WORDED.items():
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            yield Change(TOPIC, name, f"{span_words(after)}: {called} reworded", old, new)


def _whole(name: str, verb: str, rule: Rule) -> Change:
    """Return the change of a window that is only on one side."""
    text = ("", rule.text) if verb == "added" else (rule.text, "")
    return Change(TOPIC, name, f"{span_words(rule)}: {rule.verdict} {verb}", *text)


def _until(rule: Rule) -> str:
    return "for good" if rule.end is None else f"until {hours_said(rule.end)}"


def _matched(before: tuple[Rule, ...], after: tuple[Rule, ...]) -> list[tuple[Rule | None, Rule | None]]:
    """Return windows side by side, in order, so that the most alike stand together; None where one has no counterpart."""
    best: dict[tuple[int, int], tuple[int, list[tuple[Rule | None, Rule | None]]]] = {}
    for i in range(len(before), -1, -1):
        for j in range(len(after), -1, -1):
            choices: list[tuple[int, list[tuple[Rule | None, Rule | None]]]] = []
            if i < len(before) and j < len(after):
                score, rest = best[i + 1, j + 1]
                choices.append((score + _likeness(before[i], after[j]), [(before[i], after[j]), *rest]))
            if i < len(before):
                score, rest = best[i + 1, j]
                choices.append((score, [(before[i], None), *rest]))
            if j < len(after):
                score, rest = best[i, j + 1]
                choices.append((score, [(None, after[j]), *rest]))
            best[i, j] = max(choices, key=lambda choice: choice[0], default=(0, []))
    return best[0, 0][1]


def _likeness(before: Rule, after: Rule) -> int:
    return sum(weight for field, weight in LIKENESS.items() if getattr(before, field) == getattr(after, field))


def by_name(changes: list[Change]) -> dict[tuple[str, str], list[Change]]:
    """Return the changes together that are about the same thing, keyed by kind and name, in their order."""
    grouped: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        grouped.setdefault((change.kind, change.name), []).append(change)
    return grouped
