"""Changing a protocol a piece at a time, each change giving a new protocol."""

from collections.abc import Mapping
from dataclasses import replace

from bot.protocols.comparing import QUESTION, TEXT
from bot.protocols.general_texts import GENERAL_TEXTS
from bot.protocols.parsing import rule_id
from bot.protocols.protocol import Protocol, Subject
from bot.protocols.wording import general_text_problems, question_problems


def with_subject(protocol: Protocol, subject: Subject) -> Protocol:
    """Return the protocol with one topic replaced."""
    return replace(protocol, subjects={**protocol.subjects, subject.name: subject})


def with_wording(protocol: Protocol, kind: str, name: str, wording: str) -> Protocol:
    """Return the protocol with a "question" or a general "text" replaced. KeyError when there is none of that name."""
    texts = wordings(protocol, kind)
    if name not in texts:
        raise KeyError(name)
    new = {**texts, name: wording}
    return replace(protocol, questions=new) if kind == QUESTION else replace(protocol, texts=new)


def wordings(protocol: Protocol, kind: str) -> Mapping[str, str]:
    """Return the triage questions for "question", the general texts for "text". KeyError for any other kind."""
    return {QUESTION: protocol.questions, TEXT: protocol.texts}[kind]


def wording_problems(kind: str, name: str, wording: str) -> list[str]:
    """Return what is wrong with the wording of a question or a general text."""
    return list(question_problems(wording) if kind == QUESTION else general_text_problems(wording, GENERAL_TEXTS[name]))


def shared_boundaries(protocol: Protocol, before: Subject, after: Subject) -> list[tuple[float, float, list[str]]]:
    """Return each boundary that moved between `before` and `after`, with the related topics that still have the old one.

    (old hours, new hours, names of related topics): a clinic that moves "makeup" mostly means its finer kinds too.
    """
    old, new = _boundaries(before), _boundaries(after)
    if len(old) != len(new):
        return []
    found = []
    for was, now in zip(old, new, strict=True):
        related = [name for name, one in protocol.subjects.items() if _related(name, after.name) and was in _boundaries(one)]
        if was != now and related:
            found.append((was, now, related))
    return found


def with_boundary(subject: Subject, was: float, now: float) -> Subject:
    """Return the topic with the boundary at `was` hours moved to `now`. ValueError where that crosses another boundary."""
    windows = []
    for rule in subject.windows:
        start, end = (now if side == was else side for side in (rule.start, rule.end))
        if start is None or (end is not None and start >= end):
            raise ValueError(f"{subject.words} has another window there")
        windows.append(replace(rule, id=rule_id(subject.name, start, end), start=start, end=end))
    return replace(subject, windows=tuple(windows))


def _boundaries(subject: Subject) -> list[float]:
    return [rule.start for rule in subject.windows[1:]]


def _related(name: str, other: str) -> bool:
    return name != other and name.split("/")[0] == other.split("/")[0] != "other"
