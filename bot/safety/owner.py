"""Whose sign it is: the patient's, someone's for whom this person writes, or someone else's who is not ours."""

from __future__ import annotations

from bot.safety.context import Reading
from bot.safety.pattern import Span


def owner(reading: Reading, span: Span) -> str:
    """Return whose the sign is.

    "self"; "proxy" (a patient of ours, written for by another); "other" (unclear); "told" (a tale of another); "elsewhere"
    (clearly not ours).
    """
    if not _is_of_another(reading, span):
        return "self"
    if reading.spans("X.not_ours"):
        return "elsewhere"
    if reading.spans("X.written_for"):
        return "proxy"
    told = reading.spans("X.other_had") and not reading.index.labels.get("@now")
    return "told" if told else "other"


def _is_of_another(reading: Reading, span: Span) -> bool:
    inside = _last_mention(reading, span[0], span[1], reading.sentence(span))
    before = inside or _last_mention(reading, 0, span[0], reading.sentence(span))
    if before:
        return before == "other"
    after = _first_mention(reading, span[1], reading.sentence(span))
    if after:
        return after == "other"
    return _last_mention(reading, 0, span[0], None) == "other"


def _mention(reading: Reading, at: int) -> str:
    if reading.stands("@someone_else", at) and not reading.stands("@staff_acting", at) and not _is_likened(reading, at):
        return "other"
    mine = reading.stands("@mine", at) and any(reading.stands("@my_part", place) for place in range(at + 1, at + 4))
    return "self" if mine or reading.stands("@me", at) else ""


def _is_likened(reading: Reading, at: int) -> bool:
    """Whether nobody is meant: "like someone is standing on me", "shivering like a dog"."""
    return "like" in {token.word for token in reading.tokens[max(0, at - 2) : at]}


def _last_mention(reading: Reading, start: int, end: int, sentence: int | None) -> str:
    for at in range(min(end, len(reading.tokens)) - 1, start - 1, -1):
        if sentence is not None and reading.tokens[at].sentence != sentence:
            continue
        mention = _mention(reading, at)
        if mention:
            return mention
    return ""


def _first_mention(reading: Reading, start: int, sentence: int) -> str:
    for at in range(start, min(start + 8, len(reading.tokens))):
        if reading.tokens[at].sentence != sentence:
            return ""
        mention = _mention(reading, at)
        if mention:
            return mention
    return ""
