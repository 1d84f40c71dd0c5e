"""Wishes about the texts themselves: the carrier's keywords, and the same wish in a person's words."""

from __future__ import annotations

import re
from itertools import islice

from bot.safety.reading import Reading
from bot.safety.search import Span
from bot.safety.words import words

_STOP = words("stop stopall unsubscribe cancel end quit revoke optout")
_START = words("start unstop")
#: To the carrier a START too, to us an answer as well (bot.wishes).
YES = "yes"
#: Carriers take these for STOP although people mean an appointment, a course of tablets or their patience.
AMBIGUOUS = words("cancel end quit")
_HELP = words("help info")
_ENDS = words(". ! ; \U0001f6d1")
#: A keyword with its courtesy has no more words than these.
_MOST_WORDS = 3
_WORD = re.compile(r"\w+")
_STOP_ENDS = words("all please pls now it this thanks thank you texts texting msgs stop")


def only_word(text: str) -> str:
    """Return the one word that a text is, in small letters; "" where it is none or several."""
    found = _WORD.findall(text)
    return found[0].lower() if len(found) == 1 else ""


def opt_out(reading: Reading, dangers: list[Span]) -> str | None:
    """Return "stop", "start", "help" or None. A keyword counts as the whole text; a wish counts anywhere in it.

    A wish made of the words of a danger (`dangers`: their spans) is none: "cut my cheek off" is no "take me off the list".
    """
    words_of_it = (word for word in reading.tokens.words if word[0].isalnum())
    said = list(islice(words_of_it, _MOST_WORDS + 1))
    whole = " ".join(said)
    if whole in _STOP or _plain_stop(said) or _shouted_stop(reading, said):
        return "stop"
    if whole in _START:
        return "start"
    if whole in _HELP:
        return "help"
    return _wish(reading, dangers)


def _plain_stop(said: list[str]) -> bool:
    """Whether the whole text is "stop" with nothing but courtesy beside it, or "opt out"."""
    if said in (["opt", "out"], ["just", "stop"], ["please", "stop"]):
        return True
    return said[:1] == ["stop"] and len(said) <= 3 and _STOP_ENDS.issuperset(said[1:])


def _wish(reading: Reading, dangers: list[Span]) -> str | None:
    if _meant(reading, "X.start_wish", dangers):
        return "start"
    return "stop" if _meant(reading, "X.stop_wish", dangers) else None


def _meant(reading: Reading, name: str, dangers: list[Span]) -> bool:
    spans = [span for span in reading.frames(name).spans if not any(span[0] < end and start < span[1] for start, end in dangers)]
    return any(not _denied(reading, span[0]) for span in spans)


def _denied(reading: Reading, start: int) -> bool:
    """Whether the words just before turn the wish round ("dont stop texting me", "what if i opt out").

    A dictated "full stop" is the end of a sentence."""
    words = reading.tokens.words
    before = words[max(0, start - 2) : start]
    if before[-1:] == ["full"] and words[start] == "stop":
        return True
    return bool({"dont", "never", "not", "didnt", "if", "wont"} & set(before)) and "why" not in before


def _shouted_stop(reading: Reading, said: list[str]) -> bool:
    """Whether the text opens with STOP as a sentence of its own, so that an emergency after it does not hide the wish."""
    if not said or said[0] not in ("stop", "stopall", "unsubscribe"):
        return False
    after = reading.tokens.words.index(said[0]) + 1
    return bool(_ENDS.intersection(reading.tokens.words[after : after + 1]))
